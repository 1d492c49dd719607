"""What an answer promises: a way to name the ticket that means no other, the next due, the most pressing first."""

from __future__ import annotations

import re

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order

SAME_TAIL = "20261117004512"
PHONE_SCREEN_BYTES = 2048


def test_offered_command_never_means_another_ticket(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(SAME_TAIL))
    offered = desk.pastes("zuoxi02", order()).splitlines()[-1].partition("：")[2]
    assert "已签收" in desk.says("zuoxi02", offered)
    assert (desk.ticket().state, desk.ticket(SAME_TAIL).state) == ("pending_verify", "pending_sign")


def test_closed_ticket_gives_its_tail_back(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(SAME_TAIL))
    desk.says("zuoxi02", f"/已回复 {SAME_TAIL} 电话答复")
    assert desk.pastes("zuoxi02", order()).endswith("/签收 4512")


def test_correction_and_follow_up_name_the_next_due(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "请在今天10:20前签收" in desk.says("zuoxi02", "/更正 4512 标题 暖气不热")
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    assert "青禾家园社区受理（今天11:55前）" in desk.says("zuoxi02", "/转办 4512 青禾")
    desk.says("liwg", f"{NUMBER} 已联系居民，已办结", "wrQINGHE")
    assert "请在明天10:00前回复平台" in desk.says("zuoxi02", "/回访 4512 满意 已解决")


def test_lists_begin_as_reminders_do_with_what_is_urgent_then_what_is_late_longest(desk: StoryDesk) -> None:
    late, breached, urgent, calm = NUMBER, SECOND, THIRD, "20261118004515"
    desk.walks_to_assigned(late)
    desk.advance_to("11:50")
    desk.pastes("zuoxi02", order(breached, dispatched="2026-11-18 11:50:00"))
    desk.advance_to("12:11")
    desk.pastes("zuoxi03", order(calm, limit="7天", dispatched="2026-11-18 12:11:00"))
    desk.says("zuoxi03", f"/签收 {calm}")  # its check is due before the urgent one's signing
    desk.pastes("zuoxi03", order(urgent, limit="2小时", dispatched="2026-11-18 12:11:00"))
    numbers = re.findall(r"^\d{14}", desk.says("zuoxi03", "/待办"), re.MULTILINE)
    assert numbers == [urgent, breached, calm, late]  # who is on shift signs first, then checks, then all else
    assert re.findall(r"^\d{14}", desk.says("zuoxi03", "/超时"), re.MULTILINE)[:2] == [breached, late]


def test_unit_sees_its_own_limit_and_not_that_of_the_assisting_one(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    desk.says("zuoxi02", "/转办 4512 青禾 协办 城管办")
    desk.says("liwg", f"{NUMBER} 已联系居民", "wrQINGHE")
    assert "办理剩" in desk.says("liwg", "/待办", "wrQINGHE")


def test_hand_over_names_every_open_ticket_promise_and_request(desk: StoryDesk) -> None:
    desk.walks_to_assigned(limit="15天")
    desk.says("liwg", f"/承诺 {NUMBER} 后天下午", "wrQINGHE")
    desk.pastes("zuoxi02", order(SECOND, limit="15天"))
    desk.says("zuoxi02", f"/作废 {SECOND} 录错")
    note = desk.says("zuoxi02", "/交班")
    assert f"· {NUMBER}" in note and f"· {SECOND} 签收剩20分钟（今天10:20）" in note
    assert f"单位承诺1件：{NUMBER} 11月20日 18:00" in note and f"待审批1项：作废申请1（{SECOND}）" in note


def test_hand_over_of_many_fits_one_message_and_counts_the_rest(desk: StoryDesk) -> None:
    for serial in range(80):
        desk.pastes("zuoxi02", order(f"2026111800{serial:04d}", limit="7天"))
    note = desk.says("zuoxi02", "/交班")
    assert len(note.encode()) <= PHONE_SCREEN_BYTES
    shown, rest = len(re.findall("^· ", note, re.MULTILINE)), int(re.search(r"另有(\d+)件，到期：今天", note)[1])  # type: ignore[index]
    assert shown + rest == 80


def test_head_without_a_group_is_told_how_to_answer_in_the_direct_chat(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 便民中心"):
        desk.says("zuoxi02", command)
    assert "@我" not in desk.direct("songzr").expects("新工单", "回复单号和“收到”").text
    assert "已记受理" in desk.says("songzr", f"{NUMBER} 收到")


def test_first_lines_of_an_order_say_what_is_wanted_by_when_and_how_to_answer(desk: StoryDesk) -> None:
    first, second = desk.walks_to_assigned().text.splitlines()[:2]
    assert NUMBER in first and "今天11:55前引用本条@催办助手 回复“收到”" in first
    assert "今天15:31前联系诉求人" in second and "明天07:00前办结（平台明天10:00到期）" in second


def test_hand_over_names_whom_to_phone_and_whose_limit_is_assumed(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(limit=""))
    for command in ("/签收 4512", "/初核 4512 未接通"):
        desk.says("zuoxi02", command)
    note = desk.says("zuoxi02", "/交班")
    assert f"待打电话1个：{NUMBER} 初核 今天12:00" in note
    assert f"时限暂按7天、待核对1件：{NUMBER}" in note


def test_list_has_a_next_page(desk: StoryDesk) -> None:
    numbers = [f"2026111800{7001 + index}" for index in range(17)]
    for number in numbers:
        desk.pastes("zuoxi02", order(number))
    first = desk.says("zuoxi02", "/待办")
    assert "还有2件，下一页发：/待办 2" in first
    second = desk.says("zuoxi02", "/待办 2")
    assert "（第2页）" in second
    assert [number for number in numbers if number in first + second] == numbers
    assert "没有第3页" in desk.says("zuoxi02", "/待办 3")
    assert "没看懂“急的”" in desk.says("zuoxi02", "/待办 急的")


def test_own_call_that_is_late_stands_beside_the_units_limit(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 未接通", "/转办 4512 青禾"):
        desk.says("zuoxi02", command)
    desk.advance_to("12:10")
    assert "坐席：初核电话已超10分钟" in desk.says("zuoxi03", "/待办")


def test_reply_taken_back_names_the_limit_of_the_reply(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", f"{NUMBER} 收到", "wrQINGHE")
    desk.advance_to("16:00")
    desk.says("chenzr", f"/办结 {NUMBER} 已修好", "wrQINGHE")
    desk.says("zuoxi03", "/回访 4512 满意 已解决")
    desk.says("zuoxi03", "/已回复 4512 已答复")
    assert "现为待回复，时限明天10:00" in desk.says("zuoxi03", "/撤销 4512")
