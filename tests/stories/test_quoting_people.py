"""A quote of what a person wrote points to the tickets that message was about, and of two alike it is asked."""

from __future__ import annotations

import pytest

from simulator.message import Message
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD


@pytest.fixture
def two(desk: StoryDesk) -> tuple[Message, Message]:
    """Two orders of one unit."""
    return desk.walks_to_assigned(NUMBER), desk.walks_to_assigned(SECOND)


def told(desk: StoryDesk, text: str, by: str = "chenzr") -> Message:
    """Return a message of the group as somebody quotes it."""
    return desk.sim.city.show("wrQINGHE", by, text, "person")


def links(desk: StoryDesk, number: str) -> list[str]:
    return [event["link"] for event in desk.ticket(number).events("unit_message")]


@pytest.mark.parametrize("shown", ["{}", "陈主任：{}", "@催办助手 {}", "「陈主任：{}」", "陈主任: @催办助手 {}"])
def test_words_of_a_colleague_point_to_what_they_were_about(
    desk: StoryDesk, two: tuple[Message, Message], shown: str
) -> None:
    desk.says("chenzr", "我去现场看看", quoting=two[1])
    answer = desk.says("liwg", "已联系居民", quoting=told(desk, shown.format("我去现场看看")))
    assert f"{SECOND} 已记首联" in answer
    assert links(desk, SECOND) == ["quote", "quote"] and links(desk, NUMBER) == []


def test_quote_that_the_platform_cut_is_still_that_message(desk: StoryDesk, two: tuple[Message, Message]) -> None:
    long = "我去现场看看，顺便把隔壁楼道的灯也查一遍，回来再说"
    desk.says("chenzr", long, quoting=two[1])
    for cut in (f"{long[:9]}…", f"{long[:9]}...", f"陈主任：{long[:14]}"):
        assert f"{SECOND} 已记" in desk.says("liwg", "已联系居民", quoting=told(desk, cut))


@pytest.mark.parametrize("written", [f"{SECOND}谁去", "4513谁去", "尾号4513抓紧", "陈主任：4513谁去"])
def test_number_in_the_words_of_another_is_what_they_are_about(
    desk: StoryDesk, two: tuple[Message, Message], written: str
) -> None:
    assert f"{SECOND} 已记受理" in desk.says("liwg", "收到", quoting=told(desk, written, "zuoxi02"))
    assert links(desk, SECOND) == ["quote"]


def test_words_of_an_agent_that_quote_a_push_are_about_that_push(desk: StoryDesk, two: tuple[Message, Message]) -> None:
    desk.says("zuoxi02", "这件抓紧", quoting=two[1])
    assert f"{SECOND} 已记受理" in desk.says("liwg", "收到", quoting=told(desk, "这件抓紧", "zuoxi02"))


def test_same_words_about_two_orders_are_asked_about(desk: StoryDesk, two: tuple[Message, Message]) -> None:
    for push in two:
        desk.says("chenzr", "收到", quoting=push)
    assert "说的是哪一件" in desk.says("liwg", "已联系居民", quoting=told(desk, "收到"))
    assert [desk.ticket(number).stopped("first_contact") for number in (NUMBER, SECOND)] == [None, None]


def test_receipt_of_words_said_of_two_orders_takes_neither_unasked(
    desk: StoryDesk, two: tuple[Message, Message]
) -> None:
    for push in two:
        desk.says("zuoxi02", "这件抓紧", quoting=push)
    assert "说的是哪一件" in desk.says("liwg", "收到", quoting=told(desk, "这件抓紧", "zuoxi02"))
    assert [desk.ticket(number).state for number in (NUMBER, SECOND)] == ["assigned"] * 2


def test_name_before_the_quote_tells_whose_words_they_are(desk: StoryDesk, two: tuple[Message, Message]) -> None:
    desk.says("chenzr", "我看看", quoting=two[0])
    desk.says("liwg", "我看看", quoting=two[1])
    assert f"{NUMBER} 已记首联" in desk.says("liwg", "已联系居民", quoting=told(desk, "陈主任：我看看"))


def test_words_that_were_asked_about_are_of_what_was_chosen(desk: StoryDesk, two: tuple[Message, Message]) -> None:
    desk.says("chenzr", "正在现场协调", "wrQINGHE")
    desk.says("chenzr", "2", "wrQINGHE")
    assert f"{SECOND} 已记首联" in desk.says("liwg", "已联系居民", quoting=told(desk, "正在现场协调"))
    assert links(desk, SECOND) == ["chosen", "quote"]


def test_words_about_several_orders_are_acknowledged_together(desk: StoryDesk, two: tuple[Message, Message]) -> None:
    desk.says("zuoxi02", "今天都要弄完", quoting=told(desk, f"{NUMBER} {SECOND}", "zuoxi02"))
    desk.says("liwg", "收到", quoting=told(desk, "今天都要弄完", "zuoxi02"))
    assert [desk.ticket(number).state for number in (NUMBER, SECOND)] == ["accepted"] * 2


def test_answer_of_the_bot_is_quoted_as_well(desk: StoryDesk, two: tuple[Message, Message]) -> None:
    answer = desk.says("chenzr", "收到", quoting=two[1])
    quoted = desk.sim.city.show("wrQINGHE", "push", f"催办助手：{answer[:30]}…", "push_key")
    assert f"{SECOND} 已记首联" in desk.says("liwg", "已联系居民", quoting=quoted)


def test_words_of_another_group_are_not_looked_for_here(desk: StoryDesk, two: tuple[Message, Message]) -> None:
    push = desk.walks_to_assigned(THIRD, to="北柳巷")
    desk.says("duwg", "我马上过去看看情况", quoting=push)
    assert "说的是哪一件" in desk.says("liwg", "已联系居民", quoting=told(desk, "我马上过去看看情况"))


def test_command_that_quotes_a_person_is_about_what_they_spoke_of(
    desk: StoryDesk, two: tuple[Message, Message]
) -> None:
    desk.says("liwg", "晚点再去", quoting=two[1])
    assert f"{SECOND} 已催" in desk.says("zuoxi02", "/催办", quoting=told(desk, "晚点再去", "liwg"))


def test_quote_that_a_client_writes_into_the_text_counts_as_one(desk: StoryDesk, two: tuple[Message, Message]) -> None:
    written = f"「催办助手：{two[1].text[:40]}…」\n- - - - - - - - - - - - - - -\n收到"
    assert f"{SECOND} 已记受理" in desk.says("liwg", written, "wrQINGHE")
    assert links(desk, SECOND) == ["quote"]
