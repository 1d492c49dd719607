"""A no to the bot's list counts line by line: nothing that was denied is closed or noted as told to the caller."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND


@pytest.fixture
def asked(desk: StoryDesk) -> StoryDesk:
    """Two orders are open, 修好了 was said, and the bot has asked which of them."""
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    assert "哪一件" in desk.says("liwg", "修好了", "wrQINGHE")
    return desk


def done(desk: StoryDesk) -> list[str]:
    return [number[-4:] for number in (NUMBER, SECOND) if desk.ticket(number).state == "resolved"]


@pytest.mark.parametrize(
    ("answer", "closed"),
    [
        ("都没弄", []),
        ("都没", []),
        ("都修不了", []),
        ("都不行", []),
        ("1弄完 2没弄", ["4512"]),
        ("1没 2修好了", ["4513"]),
        ("1是2不是", ["4512"]),
        ("2修不了", []),
        ("1没", []),
        ("1不是", []),
        ("2弄错了", []),
        ("2收到", []),
        ("1、2、弄完", ["4512", "4513"]),
        ("2好的", ["4513"]),
        ("2", ["4513"]),
        ("1和2都是", ["4512", "4513"]),
    ],
)
def test_no_to_the_list_closes_nothing(asked: StoryDesk, answer: str, closed: list[str]) -> None:
    asked.says("liwg", answer, "wrQINGHE")
    assert done(asked) == closed


def test_not_yet_to_a_line_is_noted_as_such(asked: StoryDesk) -> None:
    assert f"{SECOND} 已记还没办好" in asked.says("liwg", "1弄完 2没弄", "wrQINGHE")


def test_line_that_was_not_meant_is_left_alone(asked: StoryDesk) -> None:
    assert f"{SECOND} 没有改动" in asked.says("liwg", "1是2不是", "wrQINGHE")


def test_unclear_words_beside_a_line_are_asked_about_again(asked: StoryDesk) -> None:
    assert "没看明白是第几件" in asked.says("liwg", "2三轮", "wrQINGHE")
    asked.says("liwg", "1", "wrQINGHE")
    assert done(asked) == ["4512"]


def test_what_cannot_be_done_reaches_the_agent(asked: StoryDesk) -> None:
    asked.all_read()
    asked.says("liwg", "2修不了", "wrQINGHE")
    asked.group("wrDESK").expects(SECOND, "修不了")


@pytest.mark.parametrize("answer", ["都没", "1没打", "1不是", "都没联系"])
def test_no_to_the_list_notes_no_contact(desk: StoryDesk, answer: str) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    assert "哪一件" in desk.says("liwg", "已联系居民", "wrQINGHE")
    desk.says("liwg", answer, "wrQINGHE")
    assert all(desk.ticket(number).stopped("first_contact") is None for number in (NUMBER, SECOND))


@pytest.mark.parametrize("words", ["4513没有", "4513没弄", "4513还没"])
def test_plain_not_yet_is_news_that_needs_no_agent(desk: StoryDesk, words: str) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    desk.all_read()
    assert f"{SECOND} 已记还没办好" in desk.says("liwg", words, "wrQINGHE")
    assert "progress" in desk.ticket(SECOND).kinds
    desk.group("wrDESK").expects_nothing()


def test_no_to_whether_it_is_done_takes_the_order(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "确认办结" in desk.says("liwg", "北柳巷弄完了", quoting=push)
    assert "仍在办理" in desk.says("liwg", "没有", "wrQINGHE")
    assert desk.ticket().stopped("accept") is not None and desk.ticket().stopped("handle") is None
