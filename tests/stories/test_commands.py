"""Commands as people type them: short forms, mistakes, several numbers, quotes, and what may not be done."""

from __future__ import annotations

import pytest

from simulator.message import Message
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order


@pytest.mark.parametrize(
    "typed",
    ["/签收 4512", "／签收４５１２", "/签收4512", "/qs 4512", "/sign 4512", "  /签收   4512  ", "/签收 " + NUMBER],
)
def test_sign_is_understood_however_it_is_typed(desk: StoryDesk, typed: str) -> None:
    desk.pastes("zuoxi02", order())
    assert "已签收" in desk.says("zuoxi02", typed)
    assert desk.ticket().state == "pending_verify"


def test_command_after_a_mention_needs_no_slash(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "已签收" in desk.says("zuoxi02", "@催办助手 签收 4512", "wrDESK")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/初核 4512 属实", f"下一步：/签收 {NUMBER}"),
        ("/初核 4512", "写法：/初核 单号 属实／"),
        ("/签收 9999", "没有找到工单 9999"),
        ("/签收 4512 11:30", "还没到"),
        ("/签字 4512", "您是要 /签收"),
        ("/弹钢琴", "没有这个命令"),
        ("/受理 4512", "您不能用 /受理"),
        ("/绑定 青禾", "您不能用 /绑定"),
        ("/同意 999", "您不能用 /同意"),
        ("/撤销", ""),
    ],
)
def test_mistake_is_answered_with_what_to_do_and_changes_nothing(desk: StoryDesk, typed: str, said: str) -> None:
    desk.pastes("zuoxi02", order())
    answer = desk.says("zuoxi02", typed)
    assert answer and said in answer and "\n" not in answer
    if typed != "/撤销":
        assert desk.ticket().state == "pending_sign"


def test_several_numbers_are_answered_on_a_line_each_and_one_refusal_undoes_no_other(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND, THIRD):
        desk.pastes("zuoxi02", order(number))
    desk.says("zuoxi02", "/签收 4513")
    lines = desk.says("zuoxi02", "/签收 4512 4513 4514 1099").splitlines()
    # A wrong one at the end stops no other where it could be no time: of the hour, or of the minute.
    assert [number in line for number, line in zip((NUMBER, SECOND, THIRD, "1099"), lines, strict=True)] == [True] * 4
    assert "已签收" in lines[0] and "待初核" in lines[1] and "已签收" in lines[2]
    assert desk.ticket(NUMBER).state == desk.ticket(THIRD).state == "pending_verify"
    desk.advance_to("10:20")
    for typed, said in (("1012", "是时间还是单号"), ("1120", "11:20 也还没到")):
        # A wrong last end is no minute: 1012 may be meant for 1021.
        assert said in desk.says("zuoxi02", f"/初核 4512 4513 {typed} 属实")
    assert desk.ticket(NUMBER).state == desk.ticket(SECOND).state == "pending_verify"
    for typed in ("4512 属实，4513 未接通", "4512 未接通 4519 属实", "4512 属实4513属实", "4512 属实 10:05 4513 10:06"):
        assert "请一件发一条" in desk.says("zuoxi02", f"/初核 {typed}")
    assert desk.ticket(NUMBER).state == desk.ticket(SECOND).state == "pending_verify"
    lines = desk.says("zuoxi02", "/初核 4512 4513 9999 属实").splitlines()
    assert "初核属实" in lines[0] and "初核属实" in lines[1] and "9999" in lines[2]


def test_quote_stands_for_the_number_and_a_quote_of_another_order_is_refused(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND)
    assert "请只留一个" in desk.says("liwg", f"/受理 {SECOND}", quoting=post)
    assert desk.ticket(SECOND).state == "assigned"
    assert "已记受理" in desk.says("liwg", "/受理", quoting=post)
    assert desk.ticket(NUMBER).state == "accepted"


def test_initials_that_two_commands_share_are_chosen_by_number(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    offered = desk.says("zuoxi02", "/zb 4512 青禾")
    assert "①/转办" in offered and "②/直办" in offered
    assert "已转青禾家园社区" in desk.says("zuoxi02", "1")
    assert desk.ticket().state == "assigned"


def test_choice_of_a_command_can_be_dropped(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/zb 4512")
    assert "没有改动" in desk.says("zuoxi02", "取消")
    assert "没听明白" in desk.says("zuoxi02", "1")


def test_unknown_unit_is_answered_with_the_near_ones(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/签收 4512")
    desk.says("zuoxi02", "/初核 4512 属实")
    assert "是不是：青禾家园社区" in desk.says("zuoxi02", "/转办 4512 青禾家园社区居委会")
    # A slip is no name: what may be meant is said, and nothing is sent.
    for slip in ("青荷社区", "青禾家圆社区", "青和", "青禾加园社区", "青和家园", "青和家园村委会"):
        assert "是不是：青禾家园社区？" in desk.says("zuoxi02", f"/转办 4512 {slip}"), slip
    assert "便民服务中心" in desk.says("zuoxi02", "/转办 4512 便民服务站")
    assert "请写全称" in desk.says("zuoxi02", "/转办 4512 火星")
    assert "没听明白" in desk.says("zuoxi02", "是")
    desk.says("zuoxi02", "/转办 4512 青和家园")
    assert "没有改动" in desk.says("zuoxi02", "不是")
    # What a command may have meant is run by a yes, in the very words that were typed.
    assert "您是要 /查 4512 吗" in desk.says("zuoxi02", "/搜索 4512")
    assert "室温" in desk.says("zuoxi02", "是的")
    assert desk.ticket().state == "pending_assign"
    desk.says("zuoxi02", "/转办 4512 青和家园 协办 城管办")
    assert "已转青禾家园社区" in desk.says("zuoxi02", "对")
    assert desk.ticket().state == "assigned"


def test_search_names_people_and_hides_the_citizen(desk: StoryDesk) -> None:
    post = desk.walks_to_assigned(NUMBER)
    desk.says("liwg", "师傅已到现场检查", quoting=post)
    told = desk.says("liwg", "/查 4512")
    assert "李网格" in told and "liwg" not in told and "吴桐" in told
    assert len(told.encode()) <= 2048


def test_paste_by_a_unit_is_refused_kindly(desk: StoryDesk) -> None:
    for chat in ("app", "wrQINGHE"):
        assert desk.says("liwg", order(), chat)
    assert not desk.knows(NUMBER)


def test_paste_in_the_desk_group_is_answered_masked_with_a_request_to_withdraw(desk: StoryDesk) -> None:
    answer = desk.says("zuoxi02", order(), "wrDESK")
    assert NUMBER in answer and "撤回" in answer
    assert desk.knows(NUMBER)


@pytest.mark.parametrize("text", ["😀😀", "   ", "。", "@催办助手", "谢谢大家" * 2500, "/" * 50, "/签收 " + "9" * 5000])
@pytest.mark.parametrize(("who", "chat"), [("zuoxi02", "wrDESK"), ("liwg", "wrQINGHE"), ("sunzr", "aibot")])
def test_whatever_is_written_gets_one_short_answer(desk: StoryDesk, who: str, chat: str, text: str) -> None:
    answer = desk.says(who, text, chat)
    assert answer and "编号" not in answer and len(answer) < 300


def test_identity_is_shown_to_the_assigned_unit_in_direct_chat_only(desk: StoryDesk) -> None:
    post: Message = desk.walks_to_assigned(NUMBER)
    assert "请私聊我发" in desk.says("liwg", "/电话", quoting=post)
    assert "13912345678" in desk.says("liwg", "/电话 4512 约上门时间")
    assert "没有找到工单" in desk.says("duwg", "/电话 4512 约上门时间")


def test_help_shows_the_next_step_of_an_order_of_ones_own(desk: StoryDesk) -> None:
    assert "例如现在可以发" not in desk.says("liwg", "/帮助")
    desk.walks_to_assigned(NUMBER)
    assert "例如现在可以发：/受理 4512" in desk.says("liwg", "/帮助")
    assert "例如现在可以发：/催办 4512" in desk.says("zuoxi02", "/帮助")
    assert "例如现在可以发" not in desk.says("duwg", "/帮助")


def test_command_without_a_number_shows_in_private_what_it_can_be_meant_for(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.pastes("zuoxi02", order(SECOND))
    desk.says("zuoxi02", f"/签收 {SECOND}")
    alone = desk.says("zuoxi02", "/签收")
    assert NUMBER in alone and SECOND not in alone
    assert desk.ticket().state == "pending_sign"
    assert NUMBER not in desk.says("zuoxi02", "/签收", "wrQINGHE")


def test_stated_time_without_its_colon_is_never_now(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:09")
    assert "没有记" in desk.says("zuoxi02", "/签收 4512 9999")
    assert "看不出是几点" in desk.says("zuoxi02", "/已回复 4512 10:99 电话答复")
    assert "看不出是几点" in desk.says("zuoxi02", "/已回复 4512 昨天 没人接")
    assert "已更正分类" in desk.says("zuoxi02", "/更正 4512 类别 供暖/温度不达标")
    assert desk.ticket().state == "pending_sign"
    desk.says("zuoxi02", "/签收 4512 1001")
    assert desk.ticket().stopped("sign") == "18 10:01"
    assert "没有记" in desk.says("zuoxi02", "/初核 4512 属实 9999")
    assert desk.ticket().state == "pending_verify"
    desk.says("zuoxi02", "/初核 4512 1005 属实")
    assert desk.ticket().stopped("verify") == "18 10:05"


def test_digits_that_are_a_time_and_a_ticket_are_asked_about(desk: StoryDesk) -> None:
    early = "20261118001001"
    for number in (NUMBER, early):
        desk.pastes("zuoxi02", order(number))
    desk.advance_to("10:09")
    assert f"时间写 10:01，单号写 {early}" in desk.says("zuoxi02", "/签收 4512 1001")
    assert (desk.ticket().state, desk.ticket(early).state) == ("pending_sign", "pending_sign")
    desk.says("zuoxi02", "/签收 4512 #1001")
    assert (desk.ticket().state, desk.ticket(early).state) == ("pending_verify", "pending_verify")
