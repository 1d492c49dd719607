"""What is told of shifts, and when: table by table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rules.desk_queue import counts, queued
from rules.roster import without
from rules.shift_watch import ShiftRules, gap_step, is_backlog, is_worked_off, unconfirmed_at

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)


def hours(n: float) -> datetime:
    return NOON + timedelta(hours=n)


def minutes(n: float) -> datetime:
    return NOON + timedelta(minutes=n)


def test_nobody_confirming_is_told_at_ten_and_at_thirty_minutes() -> None:
    assert unconfirmed_at(NOON, ShiftRules()) == [minutes(10), minutes(30)]
    assert unconfirmed_at(NOON, ShiftRules(confirm_within=None)) == []


@pytest.mark.parametrize(
    ("now", "step"),
    [(0, None), (25, None), (26, "day"), (48, "day"), (49, "hour"), (50, "now0"), (51.5, "now1"), (55.9, "now5")],
)
def test_gap_is_told_a_day_and_an_hour_before_and_each_hour_it_lasts(now: float, step: str | None) -> None:
    found = gap_step(hours(50), hours(56), NOON, hours(now))
    assert (found.name if found else None) == step


def test_gap_that_begins_at_once_is_told_again_after_an_hour() -> None:
    assert gap_step(NOON, hours(3), NOON, NOON) is None
    found = gap_step(NOON, hours(3), NOON, hours(1))
    assert found is not None and (found.name, found.leaders_hear) == ("now1", False)


@pytest.mark.parametrize(
    ("dues", "expected"),
    [
        ([], False),
        ([5, 10], False),  # two are no backlog, whatever their limits
        ([10, 20, 30], False),
        ([10, 20, 29], True),
        ([30, 10, 20], False),  # the next due first
        ([10, 10, 10], True),
        ([-5, 30, 40], True),
        ([60, 60, 60, 60, 60, 60], False),
        ([60, 60, 60, 60, 60, 60, 60], True),
    ],
)
def test_backlog_is_what_one_person_cannot_phone_in_time(dues: list[float], expected: bool) -> None:
    assert is_backlog([minutes(due) for due in dues], NOON, ShiftRules()) is expected


def test_backlog_may_be_settled_otherwise_or_not_asked_for() -> None:
    dues = [minutes(5)] * 2
    assert is_backlog(dues, NOON, replace(ShiftRules(), backlog=2))
    assert not is_backlog(dues * 9, NOON, replace(ShiftRules(), backlog=0))
    assert not is_backlog([minutes(9)] * 3, NOON, replace(ShiftRules(), check_takes=timedelta(minutes=3)))
    assert is_worked_off([NOON]) and not is_worked_off([NOON] * 2)


def test_what_others_cover_is_taken_out_of_spans() -> None:
    spans = [(hours(0), hours(10))]
    assert without(spans, [(hours(2), hours(4)), (hours(8), hours(12))]) == [
        (hours(0), hours(2)),
        (hours(4), hours(8)),
    ]
    assert without(spans, [(hours(-1), hours(11))]) == []
    assert without(spans, [(hours(10), hours(11))]) == spans


def test_agent_signs_first_then_checks_then_assigns() -> None:
    work = [
        ("pending_reply", 1),
        ("pending_assign", 2),
        ("pending_verify", 9),
        ("pending_sign", 8),
        ("pending_verify", 3),
        ("handling", 0),
        ("pending_sign", 7),
    ]
    ordered = queued(work, lambda each: each[0])
    assert [number for _, number in ordered] == [8, 7, 9, 3, 2, 1, 0]
    assert counts(state for state, _ in work) == (2, 2, 1)
