"""The ladder above a unit: its group, its head, a phone call, the supervisor, the leader."""

from __future__ import annotations

from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, order


def test_unit_that_does_not_answer_is_asked_then_its_head_then_phoned(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    desk.advance_to("10:57")
    desk.group("wrQINGHE").expects_nothing()
    desk.advance_to("10:58")
    desk.group("wrQINGHE").expects("受理提醒", NUMBER, "请【青禾家园社区】引用本条@催办助手 回复“收到”", mentions=[])
    desk.direct("chenzr").expects_nothing()
    desk.advance_to("11:33")
    desk.group("wrQINGHE").expects("受理提醒", NUMBER, mentions=["chenzr"])
    desk.direct("chenzr").expects("受理提醒", NUMBER)
    desk.direct("zuoxi02").expects_nothing()
    desk.advance_to("11:56")
    desk.group("wrQINGHE").expects("受理超时", NUMBER, mentions=["chenzr"])
    desk.direct("chenzr").expects("受理超时", NUMBER)
    desk.group("wrDESK").expects("受理超时", NUMBER, "电", mentions=["zuoxi02"])
    assert "已记电催：接通" in desk.says("zuoxi02", "/电催 4512 已通 答应马上回复")
    assert desk.ticket().events("called")
    desk.advance_to("12:27")
    desk.group("wrQINGHE").expects("受理超时", NUMBER, mentions=["chenzr"])


def test_each_unit_that_does_not_answer_is_phoned(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 北柳巷"):
        desk.says("zuoxi02", command)
    desk.advance_to("11:56")
    assert f"待打电话2个：{NUMBER} 催青禾家园社区、{NUMBER} 催北柳巷社区。" in desk.says("zuoxi02", "/交班")
    asked = desk.says("zuoxi02", "/电催 4512 已通 答应马上回复")
    assert asked.startswith(f"{NUMBER} 要电催2个单位：青禾家园社区、北柳巷社区。请写明打给谁")
    assert not desk.ticket().events("called")
    desk.says("liwg", "4512 收到", "wrQINGHE")
    assert f"待打电话1个：{NUMBER} 催北柳巷社区。" in desk.says("zuoxi02", "/交班")
    assert "已记电催：接通" in desk.says("zuoxi02", "/电催 4512 已通 北柳巷答应马上回复")
    assert "待打电话" not in desk.says("zuoxi02", "/交班")


def test_unit_that_says_done_need_not_be_phoned_any_more(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 北柳巷"):
        desk.says("zuoxi02", command)
    desk.advance_to("11:56")
    desk.says("duwg", "4512 办结", "wrBEILIU")
    assert f"待打电话1个：{NUMBER} 催青禾家园社区。" in desk.says("zuoxi02", "/交班")


def test_missed_acceptance_is_no_breach_of_the_contract(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.advance_to("11:56")
    shown = desk.ticket()
    assert shown.clock("accept")["missed_at"] and shown.clock("accept")["breached_at"] is None
    assert "breached" not in shown.kinds


def _handling(desk_at: OpenDesk) -> StoryDesk:
    """A 24-hour order of 07:40: three hours of reserve end by night, so the unit has until 18:00."""
    desk = desk_at("07:40")
    push = desk.walks_to_assigned(dispatched="2026-11-18 07:40:00")
    desk.says("liwg", "收到", quoting=push)
    desk.says("liwg", "/首联 4512", quoting=push)
    assert desk.ticket().due("handle") == "18 18:00"
    desk.all_read()
    return desk


def test_order_of_24_hours_is_urged_four_hours_one_hour_and_15_minutes_before(desk_at: OpenDesk) -> None:
    desk = _handling(desk_at)
    desk.advance_to("14:00")
    desk.group("wrQINGHE").expects("办理提醒", NUMBER, "还有4小时", mentions=["liwg"])
    desk.direct("chenzr").expects_nothing()
    desk.advance_to("17:00")
    desk.group("wrQINGHE").expects("办理提醒", NUMBER, "还有1小时")
    desk.direct("chenzr").expects("办理提醒", NUMBER)
    desk.direct("sunzr").expects_nothing()
    desk.advance_to("17:45")
    desk.group("wrQINGHE").expects("还有15分钟")
    desk.direct("chenzr").expects("还有15分钟")
    desk.direct("sunzr").expects("还有15分钟", "尚未办结")


def test_overdue_order_reaches_head_and_supervisor_and_an_hour_later_the_leader(desk_at: OpenDesk) -> None:
    desk = _handling(desk_at)
    desk.advance_to("17:59")
    desk.all_read()
    desk.advance_to("18:00")
    desk.group("wrQINGHE").expects("办理超时", NUMBER)
    desk.direct("chenzr").expects("办理超时")
    desk.direct("sunzr").expects("办理超时", "【青禾家园社区】尚未办结")
    desk.group("wrSUPERVISORS").expects("办理超时", mentions=["sunzr"])
    desk.direct("zhaoxz").expects_nothing()
    desk.advance_to("19:00")
    desk.direct("zhaoxz").expects("办理超时", NUMBER)


def test_progress_postpones_the_next_urging_but_never_the_last(desk_at: OpenDesk) -> None:
    desk = _handling(desk_at)
    desk.says("liwg", f"{NUMBER} 正在处理", "wrQINGHE")
    desk.advance_to("16:59")
    desk.group("wrQINGHE").expects_nothing()
    for clock in ("17:00", "17:45"):
        desk.advance_to(clock)
        desk.says("liwg", f"{NUMBER} 正在处理", "wrQINGHE")
        desk.group("wrQINGHE").expects("办理提醒", NUMBER)


def test_promise_is_kept_in_mind_and_reminded_15_minutes_before_and_at_its_time(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "今天15:00" in desk.says("liwg", "已联系居民，下午3点前修好", quoting=push)
    desk.all_read()
    desk.advance_to("14:44")
    desk.group("wrQINGHE").expects_nothing()
    desk.advance_to("14:45")
    desk.group("wrQINGHE").expects("承诺提醒", NUMBER, mentions=["liwg"])
    desk.advance_to("15:00")
    desk.group("wrQINGHE").expects("承诺超时", NUMBER)
    desk.direct("chenzr").expects("承诺超时")
    desk.advance_to("17:00")
    assert not [m for m in desk.direct("chenzr").unread() if "承诺" in m.text]


def test_nudge_by_hand_comes_at_once_but_not_twice_within_half_an_hour(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "已催青禾家园社区受理" in desk.says("zuoxi02", "/催办 4512")
    desk.group("wrQINGHE").expects("受理提醒", NUMBER, mentions=["chenzr"])
    desk.direct("chenzr").expects("受理提醒", NUMBER)
    assert "刚提醒过" in desk.says("zuoxi02", "/催办 4512")
    desk.group("wrQINGHE").expects_nothing()


def test_nudge_by_hand_reaches_every_unit_that_holds_the_order(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 北柳巷"):
        desk.says("zuoxi02", command)
    desk.all_read()
    desk.advance_to("10:35")
    answer = desk.says("zuoxi02", "/催办 4512")
    assert "青禾家园社区受理" in answer and "北柳巷社区受理" in answer
    for group, lead in (("wrQINGHE", "chenzr"), ("wrBEILIU", "hanzr")):
        desk.group(group).expects("受理提醒", NUMBER, mentions=[lead])
        desk.direct(lead).expects("受理提醒", NUMBER)
    assert "刚提醒过" in desk.says("zuoxi02", "/催办 4512")
    desk.says("liwg", f"{NUMBER} 收到，已联系居民，正在修", "wrQINGHE")
    desk.advance_to("11:20")
    desk.all_read()
    assert "青禾家园社区办理" in desk.says("zuoxi02", "/催办 4512")
