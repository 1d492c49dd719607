"""How the long connection stands is told as the groups feel it: one that falls again and again does not stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.wecom.line.keeper import Standing
from bot.wecom.line.reconnecting import Ending
from jobs.gateway import line_facts
from jobs.seen import line_seen
from models.machinery import Heartbeat
from rules.watching import Facts, Thresholds, findings

START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
OPEN, DOWN = Standing(is_open=True), Standing(is_open=False, ending=Ending.CLOSED)


def found_after(history: Sequence[tuple[int, Standing]], then_seconds: int) -> list[tuple[str, int | None]]:
    """Return what is found some seconds after the last of these beats, and whether it keeps breaking."""
    facts: dict[str, Any] = {}
    beat = Heartbeat(name="line", beat_at=START)
    for seconds, standing in history:
        beat.beat_at = START + timedelta(seconds=seconds)
        facts = line_facts(facts, beat.beat_at, standing)
    beat.facts, now = facts, beat.beat_at + timedelta(seconds=then_seconds)
    beats = {"scan": now}
    seen = Facts(now=now, watching_since=START, heartbeats=beats, line=line_seen(beat, START), beating=())
    return [(each.code, each.n) for each in findings(seen, Thresholds())]


def breaks(every: int, *, down_for: int, until: int) -> list[tuple[int, Standing]]:
    """Return a line that stands at first and then falls again and again."""
    falls = [((at, DOWN), (at + down_for, OPEN)) for at in range(600, 600 + until, every)]
    return [(0, OPEN), *(each for pair in falls for each in pair)]


def test_line_that_falls_again_and_again_is_told_though_it_comes_back_each_time() -> None:
    assert found_after(breaks(30, down_for=25, until=120), 4) == []
    assert found_after(breaks(30, down_for=25, until=150), 0) == [("line", 1)]
    assert found_after(breaks(30, down_for=25, until=150)[:-1], 10) == [("line", 1)]


@pytest.mark.parametrize("down_for", [5, 110])
def test_line_that_falls_once_and_comes_back_is_nothing_to_tell(down_for: int) -> None:
    assert found_after([(0, OPEN), (600, DOWN), (600 + down_for, OPEN)], 30) == []


def test_restless_line_that_has_stood_for_a_minute_stands() -> None:
    history = breaks(30, down_for=25, until=150)
    came_back_at = history[-1][0]
    assert found_after([*history, (came_back_at + 55, OPEN)], 0) == [("line", 1)]
    assert found_after([*history, (came_back_at + 60, OPEN)], 0) == []


def test_fall_long_after_the_last_one_is_a_new_one() -> None:
    history = [*breaks(30, down_for=25, until=150), (900, OPEN), (1000, DOWN)]
    assert found_after(history, 119) == []
    assert found_after(history, 121) == [("line", None)]
