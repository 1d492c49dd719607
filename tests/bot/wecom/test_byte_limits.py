"""Texts are cut by bytes, and nothing of them is lost or broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.byte_limits import cut_to_bytes, n_bytes, well_formed

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
