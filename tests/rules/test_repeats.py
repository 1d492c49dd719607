from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.night import Night
from rules.policy import Repeat
from rules.repeats import RepeatGrid


def walked(grid: RepeatGrid, night: Night, until: datetime) -> int:
    """Count the repeats the plain way: one interval after the other, what falls into the night in the morning."""
    moment, n_repeats = grid.anchor, 0
    while True:
        moment += grid.repeat.every
        asleep = night.span_at(moment)
        moment = asleep[1] if asleep else moment
        if moment > until:
            return n_repeats
        n_repeats += 1


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
@pytest.mark.parametrize("minutes", [7, 30, 120, 333, 1500])
@pytest.mark.parametrize("days", [1, 40, 700])
def test_repeats_of_what_is_overdue_for_years_are_those_of_a_walk_day_by_day(
    zone: str, minutes: int, days: int
) -> None:
    night = Night(time(21, 30), time(7, 30), ZoneInfo(zone))
    grid = RepeatGrid(
        Repeat(timedelta(minutes=minutes), (), by_day_only=True),
        datetime(2024, 11, 20, 2, 13, tzinfo=UTC),
        False,
        night,
    )
    now = grid.anchor + timedelta(days=days, minutes=77)
    highest = grid.highest_until(now)
    assert highest == walked(grid, night, now)
    assert grid.moment(highest) <= now < grid.moment(highest + 1)
