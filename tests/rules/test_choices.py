"""The answer to a numbered list is read as people give it."""

from __future__ import annotations

import pytest

from rules.choices import Chosen, NoneOfThem, UnclearWhich, read_choice
from rules.ticket_number import compile_patterns

PATTERNS = compile_patterns([r"20\d{12}"])
NUMBERS = ("20261118004512", "20261118004513", "20261118001207")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1", [1]),
        ("２", [2]),
        ("2。", [2]),
        ("②", [2]),
        ("第二个", [2]),
        ("第2个吧", [2]),
        ("第二", [2]),
        ("是第二个", [2]),
        ("就第二个呗", [2]),
        ("就是这三件啊", [1, 2, 3]),
        ("2号", [2]),
        ("二", [2]),
        ("选3", [3]),
        ("2那个", [2]),
        ("2和3", [2, 3]),
        ("2、3", [2, 3]),
        ("2 3", [2, 3]),
        ("2，3", [2, 3]),
        ("②③", [2, 3]),
        ("①和③都是", [1, 3]),
        ("第一个和第三个", [1, 3]),
        ("1-3", [1, 2, 3]),
        ("①到③", [1, 2, 3]),
        ("2到3", [2, 3]),
        ("前两个", [1, 2]),
        ("后两个", [2, 3]),
        ("最后一个", [3]),
        ("都是", [1, 2, 3]),
        ("三个都是", [1, 2, 3]),
        ("3个都是", [1, 2, 3]),
        ("全部", [1, 2, 3]),
        ("都", [1, 2, 3]),
        ("1207", [3]),
        ("207", [3]),
        ("1207那个", [3]),
        ("是4513", [2]),
        ("4512和1207", [1, 3]),
        ("20261118004513", [2]),
    ],
)
def test_lines_are_chosen_as_people_say_it(text: str, lines: list[int]) -> None:
    choice = read_choice(text, NUMBERS, PATTERNS)
    assert choice == Chosen(tuple((line, "") for line in lines))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("三个都办完了", [(1, "办完了"), (2, "办完了"), (3, "办完了")]),
        ("都还没办完", [(1, "还没办完"), (2, "还没办完"), (3, "还没办完")]),
        ("①办完 ②明天", [(1, "办完"), (2, "明天")]),
        ("2办完了", [(2, "办完了")]),
        ("第三个还没去", [(3, "还没去")]),
        ("2和3已联系", [(2, "已联系"), (3, "已联系")]),
    ],
)
def test_what_is_newly_said_goes_with_the_choice(text: str, parts: list[tuple[int, str]]) -> None:
    assert read_choice(text, NUMBERS, PATTERNS) == Chosen(tuple(parts))


@pytest.mark.parametrize("text", ["都不是", "都不是。", "不是", "没有", "都没有", "算了", "取消", "一个都不是", "0"])
def test_none_of_the_choices_may_be_meant(text: str) -> None:
    assert read_choice(text, NUMBERS, PATTERNS) == NoneOfThem()


@pytest.mark.parametrize("text", ["两个都办完了", "23", "12", "4", "第五个", "999"])
def test_unclear_choice_is_asked_about_again(text: str) -> None:
    assert read_choice(text, NUMBERS, PATTERNS) == UnclearWhich()


@pytest.mark.parametrize("text", ["除了②都好了", "都办完了就②没有"])
def test_exception_is_asked_for_line_by_line(text: str) -> None:
    assert read_choice(text, NUMBERS, PATTERNS) == UnclearWhich("uneven")


def test_choice_that_was_not_shown_is_named_by_its_tail() -> None:
    assert read_choice("1207", NUMBERS, PATTERNS, n_shown=2) == Chosen(((3, ""),))
    assert read_choice("3", NUMBERS, PATTERNS, n_shown=2) == UnclearWhich()


def test_all_of_a_list_that_shows_only_its_beginning_is_nothing() -> None:
    assert read_choice("都是", NUMBERS, PATTERNS, n_shown=2) == UnclearWhich("all")


def test_two_choices_with_the_same_tail_are_not_told_apart_by_it() -> None:
    assert read_choice("4512", ("20261118004512", "20261119004512"), PATTERNS) == UnclearWhich()


@pytest.mark.parametrize("text", ["已联系居民", "4599", "20261118009999 办完了", "收到", "明天上门", "4599办完了"])
def test_what_does_not_speak_of_the_list_is_no_choice(text: str) -> None:
    assert read_choice(text, NUMBERS, PATTERNS) is None


@pytest.mark.parametrize("text", ["不是这几个", "不是这些", "不是上面的"])
def test_who_says_that_it_is_none_of_these_chooses_none(text: str) -> None:
    assert read_choice(text, NUMBERS, PATTERNS) == NoneOfThem()
