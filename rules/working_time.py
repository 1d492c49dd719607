"""Counts in working days, with holidays and make-up working days handed in as a value."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Calendar:
    """Which days are working days in `zone`.

    `off` are weekdays without work, `work` weekend days with work; a year outside `known_years` has
    no notice yet and is computed with weekdays only.
    """

    off: frozenset[date]
    work: frozenset[date]
    known_years: frozenset[int]
    zone: ZoneInfo
    _years: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working_day(self, day: date) -> bool:
        """Tell whether `day` is worked."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def known_days_from(self, day: date) -> int:
        """Return for how many days from `day` on the notices have come without a gap."""
        year = day.year
        while year in self.known_years:
            year += 1
        return max((date(year, 1, 1) - day).days, 0)

    def working_days_of(self, year: int) -> tuple[int, ...]:
        """Return the ordinals of the year's working days, ascending; computed once per year."""
        found = self._years.get(year)
        if found is None:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            found = tuple(o for o in range(first, last + 1) if self.is_working_day(date.fromordinal(o)))
            self._years[year] = found
        return found


def add_working_days(start: datetime, n: int, calendar: Calendar) -> tuple[datetime, bool]:
    """Return the moment `n` working days after `start` (aware UTC) and whether a year had to be guessed.

    The day of `start` is not counted and the time of day is kept, which is the earlier and safer
    reading: five working days from a Saturday end on the Friday, those from Monday 10:00 next Monday 10:00.
    """
    if n < 0:
        raise ValueError("working days are counted forwards")
    local = start.astimezone(calendar.zone)
    if n == 0:
        return start.astimezone(UTC), False
    year, guessed = local.year, local.year not in calendar.known_years
    days = calendar.working_days_of(year)
    index = bisect_right(days, local.toordinal()) + n - 1
    while index >= len(days):
        index -= len(days)
        year += 1
        guessed = guessed or year not in calendar.known_years
        days = calendar.working_days_of(year)
    moved = local.replace(tzinfo=None) + timedelta(days=days[index] - local.toordinal())
    return moved.replace(tzinfo=calendar.zone).astimezone(UTC), guessed
