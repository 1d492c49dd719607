"""What is not urgent keeps away from :00 and :30, and is never long about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.crowded_minutes import waits_for


@pytest.mark.parametrize(
    ("clock", "waits"),
    [
        ("10:00:00", True),
        ("10:00:59", True),
        ("10:30:30", True),
        ("10:01:26", False),
        ("10:29:59", False),
        ("10:59:59", False),
    ],
)
def test_only_the_full_and_the_half_hour_are_kept_free(clock: str, waits: bool) -> None:
    moment = datetime.fromisoformat(f"2026-11-24T{clock}+08:00")
    assert bool(waits_for(moment, "group:1")) is waits


@given(st.integers(0, 7200 * 1000), st.text(max_size=20))
def test_whoever_waits_is_out_of_that_minute_and_soon(milliseconds: int, destination: str) -> None:
    moment = datetime(2026, 11, 24, 2, 0, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    waited = waits_for(moment, destination)
    assert timedelta(0) <= waited <= timedelta(seconds=85)
    after = moment + waited
    assert after.minute not in (0, 30) and waits_for(after, destination) <= timedelta(microseconds=1)


def test_destinations_do_not_all_come_in_one_second() -> None:
    moment = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert len({waits_for(moment, f"group:{number}") for number in range(40)}) > 10
