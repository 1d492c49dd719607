"""The contract's clocks: signing within 20 minutes, checking within 10 more, assigning."""

from __future__ import annotations

from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, order


def test_unsigned_order_is_called_out_at_10_15_and_18_minutes_and_reaches_the_supervisor_at_20(desk: StoryDesk) -> None:
    assert "请在今天10:20前签收" in desk.pastes("zuoxi02", order())
    desk.advance_to("10:09")
    desk.group("wrDESK").expects_nothing()
    for clock, left in (("10:10", "还有10分钟"), ("10:15", "还有5分钟"), ("10:18", "还有2分钟")):
        desk.advance_to(clock)
        desk.group("wrDESK").expects("签收提醒", NUMBER, left, mentions=["zuoxi02"])
        desk.direct("zuoxi02").expects("签收提醒", NUMBER, left)
    desk.direct("sunzr").expects_nothing()
    desk.advance_to("10:20")
    desk.group("wrDESK").expects("签收超时", NUMBER, mentions=["zuoxi02"])
    desk.direct("zuoxi02").expects("签收超时")
    desk.direct("sunzr").expects("签收超时", NUMBER, "值班坐席尚未签收")
    desk.group("wrSUPERVISORS").expects("签收超时", NUMBER, mentions=["sunzr"])
    desk.direct("qianzr").expects_nothing()
    assert desk.ticket().events("breached")
    desk.advance_to("10:30")
    desk.direct("sunzr").expects("签收超时", "已超10分钟")


def test_signing_stated_for_10_12_and_typed_at_10_27_stops_the_clock_at_10_12(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:27")
    assert "已签收（补录，今天10:12" in desk.says("zuoxi02", "/签收 4512 10:12")
    shown = desk.ticket()
    assert shown.state == "pending_verify"
    assert (shown.stopped("sign"), shown.clock("sign")["outcome"]) == ("18 10:12", "met")
    assert shown.clock("sign")["breached_at"] is None
    assert [event["kind"] for event in shown.events("breached")] == ["breached"]
    assert shown.due("verify") == "18 10:22"


def test_clock_made_late_by_a_stated_time_keeps_quiet_for_five_minutes(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:27")
    desk.says("zuoxi02", "/签收 4512 10:12")
    desk.all_read()
    desk.advance_to("10:31")
    desk.direct("zuoxi02").expects_nothing()
    desk.direct("sunzr").expects_nothing()
    assert "初核属实" in desk.says("zuoxi02", "/初核 4512 属实 10:19")
    desk.advance_to("10:33")
    desk.direct("sunzr").expects_nothing()
    assert desk.ticket().clock("verify")["outcome"] == "met"


def test_after_five_quiet_minutes_the_late_check_is_called_out(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:27")
    desk.says("zuoxi02", "/签收 4512 10:12")
    desk.all_read()
    desk.advance_to("10:32")
    desk.direct("sunzr").expects("初核超时", NUMBER)


def test_stated_time_lies_between_the_dispatch_and_now(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:05")
    assert "还没到" in desk.says("zuoxi02", "/签收 4512 11月18日10:12")
    assert "早于上一步" in desk.says("zuoxi02", "/签收 4512 09:50")
    assert desk.ticket().state == "pending_sign"


def test_wrong_order_is_corrected_and_the_correction_counts_as_verified(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    assert "哪里不符" in desk.says("zuoxi02", "/初核 4512 不符")
    assert desk.ticket().state == "pending_verify"
    assert "已按核实处理" in desk.says("zuoxi02", "/更正 4512 社区 北柳巷社区")
    shown = desk.ticket()
    assert (shown.state, shown.shape["community"]) == ("pending_assign", "北柳巷社区")
    assert shown.clock("verify")["outcome"] == "met"


def test_answer_to_what_is_wrong_is_read_as_the_correction(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 不符")
    assert "已更正地址" in desk.says("zuoxi02", "地址 青禾家园二期9号楼")
    assert desk.ticket().state == "pending_assign"


def test_unreached_citizen_is_called_again_and_the_order_goes_on(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    assert "下次拨打：今天12:00" in desk.says("zuoxi02", "/初核 4512 未接通")
    shown = desk.ticket()
    assert (shown.state, shown.clock("verify")["outcome"]) == ("pending_assign", "attempted")
    assert "已转青禾家园社区" in desk.says("zuoxi02", "/转办 4512 青禾")
    desk.all_read()
    desk.advance_to("12:00")
    desk.direct("zuoxi03").expects("初核电话", "应在今天12:00打", NUMBER)
    assert "下次拨打：今天17:00" in desk.says("zuoxi03", "/初核 4512 未接通")
    assert "已补记初核属实" in desk.says("zuoxi03", "/初核 4512 属实")
    assert desk.ticket().state == "assigned"
    assert "等单位报办结后再操作" in desk.says("zuoxi03", "/初核 4512 属实")


def test_sign_clock_rings_at_three_in_the_morning(desk_at: OpenDesk) -> None:
    desk = desk_at("03:00")
    desk.pastes("zuoxi01", order(dispatched="2026-11-18 03:00:00"))
    desk.advance_to("03:10")
    desk.direct("zuoxi01").expects("签收提醒", NUMBER)
    desk.all_read()
    desk.advance_to("03:20")
    desk.direct("sunzr").expects("签收超时", NUMBER)


def test_undone_signing_brings_the_clock_back_with_its_true_due(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:08")
    desk.says("zuoxi02", "/签收 4512")
    answer = desk.says("zuoxi02", "/撤销 4512")
    assert "已撤销“签收”" in answer and "待签收" in answer and "10:20" in answer
    assert desk.ticket().due("sign") == "18 10:20"
    desk.advance_to("10:10")
    desk.direct("zuoxi02").expects("签收提醒", NUMBER, "还有10分钟")


def test_undone_after_its_due_the_signing_is_late_at_once(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:18")
    desk.says("zuoxi02", "/签收 4512")
    desk.all_read()
    desk.advance_to("10:23")
    desk.all_read()
    assert "（已超）" in desk.says("zuoxi02", "/撤销 4512")
    desk.advance_to("10:24")
    desk.direct("sunzr").expects("签收超时", NUMBER)


def test_what_somebody_else_acted_upon_cannot_be_undone(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=push)
    assert "不能撤销" in desk.says("zuoxi02", "/撤销 4512")
    assert desk.ticket().state == "accepted"


def test_one_undoes_only_the_last_ten_minutes_of_machine_time(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.machine_passes(minutes=11)
    assert "没有您可撤销的操作" in desk.says("zuoxi02", "/撤销 4512")
    assert desk.ticket().state == "pending_verify"


def test_several_numbers_are_answered_each_on_a_line_of_its_own(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.pastes("zuoxi02", order(SECOND))
    desk.says("zuoxi02", "/签收 4512")
    first, second = desk.says("zuoxi02", "/签收 4512 4513").splitlines()
    assert NUMBER in first and "待初核" in first
    assert SECOND in second and "已签收" in second


def test_signing_that_was_missed_stays_so_when_the_order_is_replied_to_with_an_earlier_time(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:45")
    desk.says("zuoxi02", "/已回复 4512 10:05 电话答复")
    sign = desk.ticket().clock("sign")
    assert sign["outcome"] == "cancelled" and sign["breached_at"]
    assert desk.ticket().state == "replied"


def test_who_has_just_heard_of_a_late_order_hears_of_it_again_after_ten_minutes_only(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(dispatched="2026-11-18 08:36:00"))
    desk.all_read()
    heard = {}
    for minute in ("10:04", "10:05", "10:06", "10:07", "10:15", "10:16", "10:26"):
        desk.advance_to(minute)
        heard[minute] = [m.text for m in desk.direct("sunzr").unread() if "签收超时" in m.text]
        desk.all_read()
    # After five silent minutes, then on the grid of ten minutes after the limit (08:56), never a minute apart.
    assert [minute for minute, texts in heard.items() if texts] == ["10:05", "10:16", "10:26"]
