"""A word without number or quote belongs to the order the bot has just answered about, or is asked about."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND


@pytest.fixture
def one_done(desk: StoryDesk) -> StoryDesk:
    """Two orders were posted; the first has just been reported done, and its citizen contacted."""
    first, _second = (desk.walks_to_assigned(number) for number in (NUMBER, SECOND))
    assert "已记办结" in desk.says("liwg", "已联系居民，修好了", quoting=first)
    return desk


def is_untouched(desk: StoryDesk, number: str = SECOND) -> bool:
    shown = desk.ticket(number)
    return shown.state == "assigned" and "unit_message" not in shown.kinds


@pytest.mark.parametrize("words", ["收到", "谢谢", "好的", "👌", "辛苦了"])
def test_receipt_of_an_answer_takes_no_other_order(one_done: StoryDesk, words: str) -> None:
    answer = one_done.says("liwg", words, "wrQINGHE")
    assert f"{NUMBER} 已记下" in answer and "4513 收到" in answer
    assert is_untouched(one_done)


@pytest.mark.parametrize("words", ["不对，没修好", "没修好", "又坏了"])
def test_denial_behind_a_report_of_done_is_of_that_report(one_done: StoryDesk, words: str) -> None:
    answer = one_done.says("liwg", words, "wrQINGHE")
    assert NUMBER in answer and "/撤销 4512" in answer
    assert is_untouched(one_done)


@pytest.mark.parametrize("words", ["居民满意", "照片拍好了"])
def test_aftermath_of_a_report_of_done_is_of_that_report(one_done: StoryDesk, words: str) -> None:
    assert NUMBER in one_done.says("liwg", words, "wrQINGHE")
    assert is_untouched(one_done)


@pytest.mark.parametrize("words", ["已联系", "修好了", "明天上门", "还没修好"])
def test_what_may_be_of_either_order_is_asked_about(one_done: StoryDesk, words: str) -> None:
    answer = one_done.says("liwg", words, "wrQINGHE")
    assert answer.index(f"①{NUMBER}") < answer.index(f"②{SECOND}")
    assert is_untouched(one_done)
    one_done.says("liwg", "2", "wrQINGHE")
    assert not is_untouched(one_done)


def test_receipt_after_a_new_push_is_of_the_push(one_done: StoryDesk) -> None:
    one_done.advance_to("10:05")
    one_done.says("liwg", f"{SECOND} 修好了，已联系", "wrQINGHE")
    one_done.advance_to("10:06")
    third = "20261118004514"
    one_done.walks_to_assigned(third)
    one_done.advance_to("10:07")
    assert f"{third} 已记受理" in one_done.says("liwg", "收到", "wrQINGHE")


def test_receipt_long_after_an_answer_is_of_the_open_order(one_done: StoryDesk) -> None:
    one_done.machine_passes(minutes=11)
    assert f"{SECOND} 已记受理" in one_done.says("liwg", "收到", "wrQINGHE")


def test_colleague_who_was_not_answered_takes_the_open_order(one_done: StoryDesk) -> None:
    assert f"{SECOND} 已记受理" in one_done.says("chenzr", "收到", "wrQINGHE")


def test_receipt_among_open_orders_is_of_the_one_just_taken(desk: StoryDesk) -> None:
    first, _second = (desk.walks_to_assigned(number) for number in (NUMBER, SECOND))
    desk.says("liwg", "收到", quoting=first)
    assert f"{NUMBER} 已记下" in desk.says("liwg", "好的", "wrQINGHE")
    assert is_untouched(desk)


def test_words_of_another_order_leave_it_open_whether_the_citizen_was_contacted(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    assert "联系过诉求人吗" in desk.says("liwg", "4512修好了", "wrQINGHE")
    desk.says("liwg", "4513已联系居民，明天上门", "wrQINGHE")
    assert f"{NUMBER} 已补记首联" in desk.says("liwg", "已联系", "wrQINGHE")


def test_contact_that_may_be_of_the_order_spoken_of_since_is_asked_about(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    desk.says("liwg", "4512修好了", "wrQINGHE")
    desk.says("liwg", "4513收到", "wrQINGHE")
    answer = desk.says("liwg", "已联系", "wrQINGHE")
    assert f"①{NUMBER}" in answer and f"②{SECOND}" in answer
    assert not any(desk.ticket(number).stopped("first_contact") for number in (NUMBER, SECOND))
    desk.says("liwg", "都是", "wrQINGHE")
    assert all(desk.ticket(number).stopped("first_contact") for number in (NUMBER, SECOND))


def test_photos_told_of_behind_the_only_order_are_of_it(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，修好了", quoting=push)
    assert f"{NUMBER} 已记下" in desk.says("liwg", "照片发群里了", "wrQINGHE")


def test_the_word_of_confirmation_beside_its_number_needs_no_second_one(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    desk.says("liwg", "可以了", quoting=push)
    assert f"{NUMBER} 已记办结" in desk.says("liwg", "4512确认办结", "wrQINGHE")
