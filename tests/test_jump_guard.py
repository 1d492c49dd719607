"""A jumping clock holds firing until it is explained: a breach is never written by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wiring import JumpGuard

START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def guard() -> JumpGuard:
    fresh = JumpGuard(timedelta(seconds=30))
    assert fresh.jumped(START, 0.0) is None
    return fresh


def test_steady_clock_is_no_jump() -> None:
    assert guard().jumped(START + timedelta(seconds=10), 10.0) is None


def test_jump_holds_until_the_clocks_agree_again() -> None:
    watch = guard()
    assert watch.jumped(START + timedelta(hours=2), 10.0) is not None
    assert watch.jumped(START + timedelta(hours=2, seconds=10), 20.0) is not None
    assert watch.jumped(START + timedelta(seconds=30), 30.0) is None


def test_new_difference_is_taken_after_ten_steady_minutes() -> None:
    watch = guard()
    for second in range(10, 600, 10):
        assert watch.jumped(START + timedelta(hours=2, seconds=second), float(second)) is not None
    assert watch.jumped(START + timedelta(hours=2, seconds=610), 610.0) is None
