"""Texts are cut by bytes, and nothing of them is lost or broken."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.wecom.byte_limits import cut_to_bytes, n_bytes, split_by_bytes, well_formed

TEXTS = st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("工单号\n😀é")), max_size=900)


@given(text=TEXTS, limit=st.integers(64, 700))
@example(text="工" * 3000, limit=64)
@example(text="\n" * 900, limit=64)
def test_no_part_is_above_the_limit_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = split_by_bytes(text, limit)
    assert all(n_bytes(part) <= limit for part in parts)
    if len(parts) == 1:
        assert parts == [text]
    else:
        assert "".join(part.removesuffix(f"({i}/{len(parts)})") for i, part in enumerate(parts, 1)) == text
        assert all(part.endswith(f"({i}/{len(parts)})") for i, part in enumerate(parts, 1))


@given(text=TEXTS, limit=st.integers(3, 300))
def test_a_cut_text_fits_and_is_the_beginning_of_the_whole(text: str, limit: int) -> None:
    cut = cut_to_bytes(text, limit)
    assert n_bytes(cut) <= limit
    assert cut == text or text.startswith(cut.removesuffix("…"))


def test_a_long_list_breaks_between_its_lines() -> None:
    lines = [f"{number:03d} 青禾家园社区路灯不亮" for number in range(60)]
    parts = split_by_bytes("\n".join(lines), 512)
    shown = [re.sub(r"\(\d+/\d+\)$", "", part).strip("\n").split("\n") for part in parts]
    assert [line for part in shown for line in part] == lines


@pytest.mark.parametrize("cluster", ["👨\u200d👩\u200d👧", "👍🏽", "e\u0301", "1\ufe0f\u20e3"])
def test_a_joined_character_is_not_torn(cluster: str) -> None:
    for padding in range(40):
        assert cut_to_bytes("a" * padding + cluster + "z" * 60, 64, tail="").lstrip("a").rstrip("z") in ("", cluster)


def test_a_lone_surrogate_does_not_stop_the_text() -> None:
    assert well_formed("收\ud800到") == "收?到"
    assert split_by_bytes("收\ud800到", 64) == ["收?到"]


def test_a_limit_without_room_for_text_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        split_by_bytes("x", 10)
