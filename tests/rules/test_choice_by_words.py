"""A list is answered by what a line is about or where it stands, and never by a guess."""

from __future__ import annotations

import pytest

from rules.choice_by_words import read_by_words
from rules.choices import Chosen, UnclearWhich

TITLES = ["3号楼暖气不热", "楼道路灯不亮", "小区门口井盖丢失"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("暖气", [1]),
        ("暖气那个", [1]),
        ("暖气的", [1]),
        ("暖气不热那件", [1]),
        ("暖气不热的", [1]),
        ("是路灯那个吧", [2]),
        ("我说的是井盖", [3]),
        ("路灯和井盖", [2, 3]),
        ("暖气、井盖的", [1, 3]),
        ("3号楼那个", [1]),
        ("最上面那个", [1]),
        ("最下面的", [3]),
        ("最后面那个", [3]),
        ("中间那个", [2]),
    ],
)
def test_line_is_picked_by_what_it_is_about_or_where_it_stands(text: str, lines: list[int]) -> None:
    assert read_by_words(text, TITLES) == Chosen(tuple((line, "") for line in lines))


@pytest.mark.parametrize(
    ("text", "parts"), [("暖气那个修好了", ((1, "修好了"),)), ("路灯那件，明天去", ((2, "明天去"),))]
)
def test_new_words_behind_it_stand_for_that_line(text: str, parts: tuple[tuple[int, str], ...]) -> None:
    assert read_by_words(text, TITLES) == Chosen(parts)


@pytest.mark.parametrize("text", ["上面那个", "下面那个", "前面的", "楼那个修好了"])
def test_place_or_word_of_several_lines_is_unclear(text: str) -> None:
    assert read_by_words(text, ["1号楼暖气", "2号楼路灯", "3号楼井盖"]) in (UnclearWhich(), None)


@pytest.mark.parametrize(("text", "line"), [("上面那个", 1), ("下面那个", 2), ("前面的", 1), ("后面那个", 2)])
def test_place_among_two_lines_is_plain(text: str, line: int) -> None:
    assert read_by_words(text, TITLES[:2]) == Chosen(((line, ""),))


@pytest.mark.parametrize("text", ["除了3", "除了②都是", "不是1", "不要第二个", "除3以外", "除了2都好了"])
def test_line_left_out_says_nothing_of_the_others(text: str) -> None:
    assert read_by_words(text, TITLES) == UnclearWhich("uneven")


@pytest.mark.parametrize(
    "text", ["收到", "暖", "水管", "暖气片不热", "暖气和水管", "修好了", "不热", "楼", "", "，", "不是"]
)
def test_what_is_in_no_title_or_in_several_picks_nothing(text: str) -> None:
    assert read_by_words(text, ["暖气不热", "暖气片不热", "楼道灯"]) is None


def test_long_text_is_no_answer_to_a_list() -> None:
    assert read_by_words("暖气、" * 2000, TITLES) is None
