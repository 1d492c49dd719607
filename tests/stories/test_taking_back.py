"""What was done by mistake is taken back: with its clocks, and with a correction where it was announced."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, order


def test_wrong_unit_is_taken_back_with_a_correction_in_its_group(desk: StoryDesk) -> None:
    desk.walks_to_assigned(to="北柳巷")
    desk.advance_to("10:05")
    assert "已撤销“转办”" in desk.says("zuoxi02", "/撤销 4512")
    desk.group("wrBEILIU").expects("（更正）", NUMBER, "已撤销")
    shown = desk.ticket()
    assert (shown.state, shown.due("assign"), shown.stopped("assign")) == ("pending_assign", "18 10:30", None)
    assert shown.shape["lead_unit"] is None
    assert "没有找到工单" in desk.says("duwg", f"{NUMBER} 收到", "wrBEILIU")
    assert "已转青禾家园社区" in desk.says("zuoxi02", "/转办 4512 青禾")
    desk.group("wrQINGHE").expects("新工单", NUMBER)
    desk.all_read()
    desk.advance_to("12:00")
    desk.group("wrBEILIU").expects_nothing()


def test_unit_takes_its_done_back_and_its_clock_runs_on(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=push)
    due = desk.ticket().due("handle")
    desk.says("liwg", "已联系居民，已办结", quoting=push)
    assert desk.ticket().state == "resolved"
    assert "已撤销“首联、单位报办结”" in desk.says("liwg", "/撤销 4512", "wrQINGHE")
    shown = desk.ticket()
    assert shown.state in ("accepted", "handling")
    assert (shown.due("handle"), shown.stopped("handle")) == (due, None)
    assert shown.clock("follow_up")["outcome"] == "cancelled"
    desk.says("liwg", "已办结", quoting=push)
    assert desk.ticket().state == "resolved"


def test_done_cannot_be_taken_back_after_the_follow_up(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，已办结", quoting=push)
    desk.says("zuoxi02", "/回访 4512 满意 已解决")
    assert "不能撤销" in desk.says("liwg", "/撤销 4512", "wrQINGHE")
    assert desk.ticket().state == "pending_reply"


def test_reply_taken_back_lets_every_clock_run_on(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=push)
    due = desk.ticket().due("platform_reply")
    desk.says("zuoxi02", "/已回复 4512 电话答复")
    assert desk.ticket().state == "replied"
    assert "已撤销“平台已回复”" in desk.says("zuoxi02", "/撤销 4512")
    shown = desk.ticket()
    assert (shown.state, shown.due("platform_reply")) == ("accepted", due)
    assert shown.stopped("platform_reply") is None and shown.stopped("handle") is None


def test_undo_without_a_number_takes_back_the_last_thing_this_person_did(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.pastes("zuoxi02", order(SECOND))
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/签收 4513")
    assert f"{SECOND} 已撤销“签收”" in desk.says("zuoxi02", "/撤销")
    assert desk.ticket(NUMBER).state == "pending_verify"
    assert desk.ticket(SECOND).state == "pending_sign"


def test_nobody_takes_back_what_another_did(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    assert "没有您可撤销的操作" in desk.says("zuoxi03", "/撤销 4512")
    assert desk.ticket().state == "pending_verify"


def test_reopened_order_is_done_again_and_only_the_second_follow_up_closes_it(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，已办结", quoting=push)
    desk.says("zuoxi02", "/回访 4512 不满意 未解决 暖气还是不热")
    back = desk.group("wrQINGHE").expects("退回办理", NUMBER)
    desk.advance_to("10:40")
    assert "已记办结" in desk.says("liwg", "重新修了，暖气热了", quoting=back)
    assert desk.ticket().state == "resolved"
    desk.says("zuoxi02", "/回访 4512 满意 已解决")
    assert desk.ticket().state == "pending_reply"
    assert [event["kind"] for event in desk.ticket().events("resolved")] == ["resolved"] * 2


def test_mistaken_paste_is_voided_by_undo_until_it_is_signed(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "已撤销“登记”" in desk.says("zuoxi02", "/撤销 4512")
    assert desk.ticket().state == "voided"
    desk.advance_to("10:30")
    desk.direct("zuoxi02").expects_nothing()
    desk.direct("sunzr").expects_nothing()


def test_voided_number_can_be_pasted_again(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/撤销 4512")
    answer = desk.pastes("zuoxi02", order())
    assert "已登记" in answer and "次派单" not in answer
    assert desk.ticket().state == "pending_sign"
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾"):
        desk.says("zuoxi02", command)
    desk.group("wrQINGHE").expects("【新工单】")
    assert "第2轮" not in desk.says("zuoxi02", "/查 4512")


def test_correction_that_counted_as_verified_is_taken_back_with_the_check(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    before = desk.ticket().shape["address"]
    desk.says("zuoxi02", "/初核 4512 不符")
    assert "已按核实处理" in desk.says("zuoxi02", "/更正 4512 地址 云杉里6号楼")
    assert "已撤销" in desk.says("zuoxi02", "/撤销 4512")
    shown = desk.ticket()
    assert (shown.state, shown.shape["address"], shown.stopped("verify")) == ("pending_verify", before, None)
    assert "已按核实处理" in desk.says("zuoxi02", "/更正 4512 地址 云杉里7号楼")
    assert "已撤销" in desk.says("zuoxi02", "/撤销 4512")
    assert "已撤销" in desk.says("zuoxi02", "/撤销 4512"), "the verdict 不符 itself"


def test_check_is_taken_back_with_the_corrected_limit_that_completed_it(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 不符", "/更正 4512 时限 12小时"):
        desk.says("zuoxi02", command)
    assert "已撤销" in desk.says("zuoxi02", "/撤销 4512")
    assert (desk.ticket().state, desk.ticket().due("platform_reply")) == ("pending_verify", "19 10:00")


@pytest.mark.parametrize("value", ["标题 楼道灯", "内容 灯不亮", "地址 望溪路", "社区 北柳巷社区", "分类 市政/路灯"])
def test_plain_correction_is_taken_back(desk: StoryDesk, value: str) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    before = desk.ticket().shape
    desk.says("zuoxi02", f"/更正 4512 {value}")
    told = desk.says("zuoxi02", "/撤销 4512")
    assert f"已撤销“更正{value.split()[0]}”，改回“" in told
    for field in ("title", "content", "address", "community", "category_path"):
        assert desk.ticket().shape[field] == before[field]


def test_order_given_again_to_a_unit_without_a_group_reaches_its_head_again(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 便民中心", "/撤销 4512", "/转办 4512 便民中心"):
        desk.says("zuoxi02", command)
    head = desk.direct("songzr")
    head.expects("新工单", NUMBER)
    head.expects("（更正）", NUMBER)
    head.expects("新工单", NUMBER, "第2次通知")


def test_head_hears_of_every_reopening_and_of_every_one_taken_back(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，已办结", quoting=push)
    desk.all_read()
    for _ in range(2):
        desk.says("zuoxi02", "/回访 4512 不满意 未解决 灯又坏了")
        desk.says("zuoxi02", "/撤销 4512")
    heard = [message.text for message in desk.direct("chenzr").unread()]
    assert ["退回办理" in text for text in heard] == [True, False, True, False]


def test_correction_says_what_it_read(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "已更正地址为“云杉里6号楼 内容 灯不亮”" in desk.says("zuoxi02", "/更正 4512 地址 云杉里6号楼 内容 灯不亮")


def test_what_a_correction_says_stays_out_of_groups(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/更正 4512 内容 举报三楼赌博", "/更正 4512 内容 举报二楼赌博", "/撤销"):
        assert "赌博" not in desk.says("zuoxi02", command, "wrDESK")


def test_taking_back_tells_a_unit_its_own_limit(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 城管办"):
        desk.says("zuoxi02", command)
    desk.says("liwg", "4512 收到", "wrQINGHE")
    desk.says("liwg", "4512 已联系居民，已办结", "wrQINGHE")
    answer = desk.says("liwg", "/撤销", "wrQINGHE")
    contact, of_the_other = (
        desk.ticket().due(*clock)[3:] for clock in (("first_contact",), ("accept", "城市管理办公室"))
    )
    assert contact in answer and of_the_other not in answer


def test_call_to_a_citizen_is_not_taken_back_as_one_to_a_unit(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 未接通", "/初核 4512 属实"):
        desk.says("zuoxi02", command)
    assert "初核电话" in desk.says("zuoxi02", "/查 4512")
    assert "已撤销“初核电话”" in desk.says("zuoxi02", "/撤销")


def test_order_without_a_unit_has_nobody_to_phone(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "没有承办单位可电催" in desk.says("zuoxi02", "/电催 4512 已通")
    assert "called" not in desk.ticket().kinds


def test_corrected_limit_makes_no_second_reply(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit=""))
    desk.says("zuoxi02", "/更正 4512 时限 24小时")
    assert "第2次" not in desk.says("zuoxi02", "/查 4512") + desk.says("zuoxi02", "/时限 4512")


def test_taking_back_right_after_a_question_drops_the_question_and_no_other_order(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.pastes("zuoxi02", order(SECOND))
    assert "请写明理由" in desk.says("zuoxi02", f"/已回复 {SECOND}")
    assert "还没有记任何操作" in desk.says("zuoxi02", "/撤销")
    assert desk.ticket().state == "assigned" and desk.ticket(SECOND).state == "pending_sign"
    desk.says("zuoxi02", "电话答复，居民认可")
    assert desk.ticket(SECOND).state == "pending_sign"
    assert "已撤销“转办”" in desk.says("zuoxi02", "/撤销 4512")


def test_taking_back_one_order_names_the_others_of_the_same_message(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    desk.says("liwg", "4512和4513都收到", "wrQINGHE")
    assert "同一条消息还记了4512，也要撤销请发：/撤销 4512" in desk.says("liwg", "/撤销", "wrQINGHE")
    assert (desk.ticket(NUMBER).state, desk.ticket(SECOND).state) == ("accepted", "assigned")
    assert "同一条消息" not in desk.says("liwg", "/撤销 4512", "wrQINGHE")
    assert desk.ticket(NUMBER).state == "assigned"
