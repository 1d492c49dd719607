"""An hour of a night on the long connection, broken by the same code as thirty of them: make soak."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from chaos.nights import Plan
from chaos.soak import soak


def test_an_hour_of_breaks_loses_nothing_and_says_nothing_twice(tmp_path: Path, valkey_url: str) -> None:
    tally = soak(tmp_path, valkey_url, Plan(1, seed=7, steps=6, day=timedelta(minutes=5), orders=3))
    assert tally.wrong == []
    assert sum(tally.breaks.values()) >= 3 and tally.heard and tally.n_pushed
