"""A jumping clock holds firing until it is explained: a breach is never written by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from rules.clock_jump import Agreement, compare

START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
HOURS = timedelta(hours=2)


def watch() -> Callable[[timedelta, float], float | None]:
    """Return a look at two clocks that agreed at START and monotonic 0."""
    known, _ = compare(Agreement(), START, 0.0, timedelta(seconds=30))

    def look(gone: timedelta, monotonic: float) -> float | None:
        nonlocal known
        known, parted = compare(known, START + gone, monotonic, timedelta(seconds=30))
        return parted

    return look


def test_steady_clock_is_no_jump() -> None:
    assert watch()(timedelta(seconds=10), 10.0) is None


def test_jump_holds_until_the_clocks_agree_again() -> None:
    look = watch()
    assert look(HOURS, 10.0) == 7190.0
    assert look(HOURS + timedelta(seconds=10), 20.0) == 7190.0
    assert look(timedelta(seconds=30), 30.0) is None


def test_jump_back_holds_as_well() -> None:
    assert watch()(-HOURS, 10.0) == -7210.0


def test_new_difference_is_taken_after_ten_steady_minutes() -> None:
    look = watch()
    assert all(look(HOURS + timedelta(seconds=second), second) is not None for second in range(10, 610, 10))
    assert look(HOURS + timedelta(seconds=610), 610.0) is None


def test_second_jump_begins_the_ten_minutes_anew() -> None:
    look = watch()
    look(HOURS, 10.0)
    look(HOURS * 2, 500.0)
    assert look(HOURS * 2 + timedelta(seconds=200), 700.0) is not None
