"""A unit's orders are spoken of in that unit's group and in direct chat, and shown nowhere else."""

from __future__ import annotations

import itertools

import pytest

from bot.commands import ALL, by_name
from rules.permissions import Actor, may_ever
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order

# Behind the number of an order what makes each command whole; a new command has to be written here.
BEHIND = dict.fromkeys(
    """帮助 登记 签收 首联 受理 证据 回复稿 已回复 归档 同意 已报 撤回 恢复 撤销 催办 巡检 待办 超时 临期 查 时限
    提醒预览 对账 扣款 值班 交班 换班 日报 周报 月报 专报 突发 统计 系统状态 绑定 试一下""".split(),
    "",
) | {
    "初核": "属实",
    "更正": "地址 青禾家园二期5号楼",
    "转办": "青禾",
    "直办": "已答复居民",
    "进展": "在修",
    "承诺": "明天18:00",
    "办结": "修好了",
    "回访": "满意 已解决",
    "延期": "3天 材料未到",
    "退单": "市区 不归我们",
    "转派": "青禾 不归我们",
    "协办": "青禾 一起看",
    "挂账": "到11月22日10:00 等供货",
    "剔除": "不属实",
    "并单": "到 4512",
    "作废": "重复",
    "驳回": "理由不足",
    "市区批复": "同意",
    "电催": "已通 答应下午去",
    "暂缓提醒": "2小时 等回复",
    "电话": "核实地址",
}
ROLES = {"zuoxi02": "agent", "sunzr": "supervisor"}


@pytest.mark.parametrize("words", ["4512 办结，阀门已修好", "收到", "已联系居民", "都办完了", "4512 还要多久"])
@pytest.mark.parametrize("chat", ["wrBEILIU", "wrDESK", "wrSTRANGE"])
def test_words_of_a_unit_in_another_chat_move_nothing_and_tell_nothing(desk: StoryDesk, words: str, chat: str) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND)
    answer = desk.says("liwg", words, chat)
    assert "本单位群里" in answer or "没有绑定单位" in answer
    assert "4512" not in answer and "4513" not in answer
    assert desk.ticket().state == "assigned" and "unit_message" not in desk.ticket().kinds


def test_words_of_a_unit_that_quote_another_units_group_are_refused(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    push = desk.walks_to_assigned(SECOND, to="北柳巷")
    assert "请到本单位群里发" in desk.says("liwg", "收到", quoting=push)
    assert desk.ticket(SECOND).state == "assigned"


def test_unit_asks_for_nothing_in_another_units_group(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.advance_to("12:10")
    for command in ("/待办", "/超时", "/临期", "/查 室温", "/查 4512", "/时限 4512", "/撤销", "/办结 4512 好了"):
        answer = desk.says("liwg", command, "wrBEILIU")
        assert "请到本单位群里发" in answer and NUMBER not in answer, command
    assert desk.ticket().state == "assigned"


def test_group_of_a_unit_reads_its_own_orders_whoever_asks(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND, to="北柳巷")
    desk.pastes("zuoxi02", order(THIRD))
    desk.advance_to("12:10")
    for who, command in itertools.product(("zuoxi02", "sunzr"), ("/待办", "/超时", "/临期", "/查 室温")):
        in_group = desk.says(who, command, "wrQINGHE")
        assert NUMBER in in_group and SECOND not in in_group and THIRD not in in_group, command
        assert f"私聊我发：{command.split()[0]}" in in_group
        assert all(number in desk.says(who, command) for number in (NUMBER, SECOND)), command


def test_no_command_tells_of_an_order_of_another_unit_in_a_units_group(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    place = {"问题点位": "北柳巷12号院4号楼", "主要内容": "市民反映北柳巷12号院4号楼下水堵塞。"}
    desk.walks_to_assigned(SECOND, to="北柳巷", **place)
    desk.says("duwg", f"{SECOND} 已联系居民，明天18点前修好下水道", "wrBEILIU")
    assert set(BEHIND) == {each.name for each in ALL}
    before = desk.ticket(SECOND).kinds
    desk.group("wrQINGHE").is_read()
    for (who, role), name in itertools.product(ROLES.items(), BEHIND):
        each = by_name(name)
        if not may_ever(Actor(who, frozenset({role})), each.action):
            continue
        answer = desk.says(who, f"/{name} 4513 {BEHIND[name]}".strip(), "wrQINGHE")
        assert not any(told in answer for told in ("北柳", "12号院", "下水", "韩主任", "13800000312", "18:00")), name
        refusals = ("本群只能看和办本单位的工单，别的请私聊我发。", "请私聊", "没有申请4513")
        assert not each.takes_ticket or any(said in answer for said in refusals), (name, answer)
    assert desk.ticket(SECOND).kinds == before and not desk.group("wrQINGHE").unread()
    both = desk.says("sunzr", "/催办 4512 4513", "wrQINGHE")
    assert f"{NUMBER} 已催" in both and "4513：本群只能看和办本单位的工单" in both and "北柳" not in both
    for command in ("/查 4513", "/时限 4513", "/提醒预览 4513", "/催办 4513"):
        assert SECOND in desk.says("zuoxi02", command, "wrBEILIU"), command


def test_draft_of_a_reply_is_read_at_the_desk_alone(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    for chat in ("wrQINGHE", "wrSUPERVISORS"):
        assert desk.says("zuoxi02", "/回复稿 4512", chat) == "/回复稿 不能在这里用，请私聊我发。"
    assert all("【回复稿】" in desk.says("zuoxi02", "/回复稿 4512", chat) for chat in ("wrDESK", "app"))


@pytest.mark.parametrize(("chat", "what", "bound"), [("wrQINGHE", "坐席", "青禾家园社区"), ("wrDESK", "青禾", "坐席")])
def test_group_that_is_bound_is_bound_anew_only_when_told_to_change(
    desk: StoryDesk, chat: str, what: str, bound: str
) -> None:
    answer = desk.says("guanli", f"/绑定 {what}", chat)
    assert f"本群已绑定{bound}，没有改动" in answer and f"/绑定 改为 {what}" in answer
    desk.walks_to_assigned(NUMBER)
    assert f"本群已绑定{what}" in desk.says("guanli", f"/绑定 改为 {what}", chat) or what == "青禾"


def test_binding_what_is_bound_already_changes_nothing(desk: StoryDesk) -> None:
    assert "本群已绑定青禾家园社区" in desk.says("guanli", "/绑定 青禾", "wrQINGHE")
