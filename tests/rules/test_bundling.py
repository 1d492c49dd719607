"""Lines of a bundle are numbered, ordered and packed without losing or cutting any."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bundling import mark, most_urgent_first, numbered, pack

LINES = st.lists(st.text(alphabet="已办结4512，明天。①𠮷é ", max_size=40), max_size=30)


@pytest.mark.parametrize(("number", "written"), [(1, "①"), (20, "⑳"), (21, "21."), (100, "100.")])
def test_marks_go_on_plainly_beyond_twenty(number: int, written: str) -> None:
    assert mark(number) == written


def test_lines_are_numbered_from_one() -> None:
    assert numbered(["甲", "乙"]) == ["①甲", "②乙"]


def test_most_urgent_line_comes_first_and_equals_keep_their_order() -> None:
    assert most_urgent_first(["b2", "a1", "c1"], lambda item: item[1]) == ["a1", "c1", "b2"]


def test_page_is_filled_to_the_last_byte() -> None:
    assert pack(["一二", "三"], 10) == [["一二", "三"]]
    assert pack(["一二", "三"], 9) == [["一二"], ["三"]]


def test_line_longer_than_a_page_is_cut_at_a_character() -> None:
    assert pack(["一二三四五"], 10) == [["一二…"]]


def test_page_without_room_is_refused() -> None:
    with pytest.raises(ValueError):
        pack(["一"], 2)


@given(LINES, st.integers(3, 300))
def test_no_page_is_above_the_limit(lines: list[str], limit: int) -> None:
    assert all(len("\n".join(page).encode()) <= limit for page in pack(lines, limit))


@given(LINES, st.integers(3, 300))
def test_no_line_is_lost_or_moved(lines: list[str], limit: int) -> None:
    packed = [line for page in pack(lines, limit) for line in page]
    assert len(packed) == len(lines)
    for before, after in zip(lines, packed, strict=True):
        assert after == before or (len(before.encode()) > limit and before.startswith(after.removesuffix("…")))


@given(LINES, st.integers(3, 300))
def test_no_page_could_have_taken_the_next_line(lines: list[str], limit: int) -> None:
    pages = pack(lines, limit)
    for page, following in pairwise(pages):
        assert len("\n".join([*page, following[0]]).encode()) > limit
