"""A unit's orders are spoken of in that unit's group and in direct chat, and shown nowhere else."""

from __future__ import annotations

import itertools

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD, order


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


@pytest.mark.parametrize("command", ["/查 4513", "/时限 4513", "/提醒预览 4513"])
def test_order_of_another_unit_is_not_shown_in_a_units_group(desk: StoryDesk, command: str) -> None:
    desk.walks_to_assigned(SECOND, to="北柳巷")
    answer = desk.says("zuoxi02", command, "wrQINGHE")
    assert answer == "本群只能看本单位的工单，别的请私聊我发。"
    assert SECOND in desk.says("zuoxi02", command, "wrBEILIU")


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
