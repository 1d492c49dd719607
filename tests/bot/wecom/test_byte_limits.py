"""Texts are cut by bytes, and nothing of them is lost or broken."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.byte_limits import cut_to_bytes, n_bytes, split_to_bytes, well_formed

TEXTS = st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("工单号\n😀é")), max_size=900)


@given(text=TEXTS, limit=st.integers(3, 300))
def test_a_cut_text_fits_and_is_the_beginning_of_the_whole(text: str, limit: int) -> None:
    cut = cut_to_bytes(text, limit)
    assert n_bytes(cut) <= limit
    assert cut == text or text.startswith(cut.removesuffix("…"))


@pytest.mark.parametrize("cluster", ["👨\u200d👩\u200d👧", "👍🏽", "e\u0301", "1\ufe0f\u20e3"])
def test_a_joined_character_is_not_torn(cluster: str) -> None:
    for padding in range(40):
        assert cut_to_bytes("a" * padding + cluster + "z" * 60, 64, tail="").lstrip("a").rstrip("z") in ("", cluster)


def test_a_lone_surrogate_does_not_stop_the_text() -> None:
    assert well_formed("收\ud800到") == "收?到"


_MARK = re.compile(r"\n（(\d+)/(\d+)）(?:20261118000318)?\Z")
ABOUT = "20261118000318"


@given(text=TEXTS, limit=st.integers(80, 600), about=st.sampled_from(["", ABOUT]))
def test_parts_fit_and_lose_nothing(text: str, limit: int, about: str) -> None:
    parts = split_to_bytes(text, limit, about)
    assert all(n_bytes(part) <= limit for part in parts)
    if len(parts) == 1:
        assert parts == [text]
        return
    marks = [_MARK.search(part) for part in parts]
    assert [mark and (int(mark[1]), int(mark[2])) for mark in marks] == [(n, len(parts)) for n in _count(parts)]
    bare = [_MARK.sub("", part) for part in parts]
    assert "".join(bare).replace("\n", "") == text.replace("\n", "")
    assert all(about in part for part in parts)


@given(lines=st.lists(st.text(alphabet="工单号ab😀", max_size=20), max_size=60))
def test_line_that_fits_is_never_cut(lines: list[str]) -> None:
    parts = split_to_bytes("\n".join(lines), 120)
    told = [line for part in parts for line in _MARK.sub("", part).split("\n")] if len(parts) > 1 else lines
    assert told == lines


@pytest.mark.parametrize("cluster", ["👨\u200d👩\u200d👧", "👍🏽", "e\u0301"])
def test_joined_character_is_not_torn_between_parts(cluster: str) -> None:
    for padding in range(40):
        parts = split_to_bytes("a" * padding + cluster * 20, 100)
        assert sum(part.count(cluster) for part in parts) == 20


def test_more_than_nine_parts_have_room_for_their_numbers() -> None:
    parts = split_to_bytes("单" * 1000, 100)
    assert len(parts) > 9 and max(map(n_bytes, parts)) <= 100 and parts[-1].endswith(f"（{len(parts)}/{len(parts)}）")


def _count(parts: list[str]) -> range:
    return range(1, len(parts) + 1)
