"""Who said it of the wrong order says so, and the wrong order is never left closed without a word."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD


@pytest.fixture
def wrong_one_done(desk: StoryDesk) -> StoryDesk:
    """Two orders were posted, and the first was reported done by mistake."""
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    assert "已记办结" in desk.says("liwg", "4512修好了", "wrQINGHE")
    return desk


@pytest.mark.parametrize("words", ["打错了 是4513", "不对 是4513修好了", "写错单号了，应该是4513", "不是4512，是4513"])
def test_number_typed_wrong_is_put_right(wrong_one_done: StoryDesk, words: str) -> None:
    answer = wrong_one_done.says("liwg", words, "wrQINGHE")
    assert f"{NUMBER} 已撤销“受理、单位报办结”" in answer and f"{SECOND} 已记办结" in answer
    assert wrong_one_done.ticket(NUMBER).state != "resolved" and wrong_one_done.ticket(SECOND).state == "resolved"
    assert f"{SECOND} 已补记首联" in wrong_one_done.says("liwg", "已联系", "wrQINGHE")


@pytest.mark.parametrize("words", ["说错了", "刚才发错了", "发错了 是另一个", "不对", "打错了。"])
def test_slip_that_names_no_other_order_is_told_the_way_back(wrong_one_done: StoryDesk, words: str) -> None:
    answer = wrong_one_done.says("liwg", words, "wrQINGHE")
    assert NUMBER in answer and "/撤销 4512" in answer and SECOND not in answer
    assert wrong_one_done.ticket(SECOND).state == "assigned"


def test_slip_that_may_be_news_of_the_other_order_is_both(wrong_one_done: StoryDesk) -> None:
    answer = wrong_one_done.says("liwg", "不对，4513收到", "wrQINGHE")
    assert f"{SECOND} 已记受理" in answer and "/撤销 4512" in answer


@pytest.mark.parametrize("words", ["撤销", "撤回刚才的", "撤销4512"])
def test_taking_back_in_plain_words(wrong_one_done: StoryDesk, words: str) -> None:
    assert f"{NUMBER} 已撤销“受理、单位报办结”" in wrong_one_done.says("liwg", words, "wrQINGHE")


def test_other_news_of_the_same_order_is_no_slip_of_the_number(wrong_one_done: StoryDesk) -> None:
    assert "您之前报过办结" in wrong_one_done.says("liwg", "说错了，4512没修好", "wrQINGHE")


def test_wrong_line_of_a_list_is_put_right(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND, THIRD):
        desk.walks_to_assigned(number)
    desk.says("liwg", "修好了", "wrQINGHE")
    assert f"{NUMBER} 已记办结" in desk.says("liwg", "1", "wrQINGHE")
    answer = desk.says("liwg", "不对 是2", "wrQINGHE")
    assert f"{NUMBER} 已撤销" in answer and f"{SECOND} 已记办结" in answer
    assert [desk.ticket(n).state == "resolved" for n in (NUMBER, SECOND, THIRD)] == [False, True, False]


def test_quoted_order_is_the_one_that_was_a_slip(desk: StoryDesk) -> None:
    first, second = (desk.walks_to_assigned(number) for number in (NUMBER, SECOND))
    desk.says("liwg", "已联系居民，修好了", quoting=first)
    desk.says("liwg", "收到", quoting=second)
    assert "/撤销 4512" in desk.says("liwg", "发错了", quoting=first)


def test_slip_after_the_window_moves_nothing_and_is_no_refusal(wrong_one_done: StoryDesk) -> None:
    wrong_one_done.machine_passes(minutes=11)
    assert "/撤销" not in wrong_one_done.says("liwg", "打错了", "wrQINGHE")
    assert wrong_one_done.ticket(NUMBER).state == "resolved"


def test_nothing_to_take_back_is_said(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    assert "没有您可撤销的操作" in desk.says("liwg", "撤销", "wrQINGHE")
