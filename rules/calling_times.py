"""Says when a citizen who did not pick up is tried next: by day, and at another time of day than before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from rules.night import Night

# A citizen is tried three times (lifecycle table).
TRIES = 3
ANOTHER_TIME_OF_DAY = timedelta(hours=1)
_NEXT_AFTER = (timedelta(hours=2), timedelta(hours=5))
_DAY = timedelta(days=1)


def is_another_try(tries: Sequence[datetime], at: datetime) -> bool:
    """Tell whether a try counts as one more: not within the hour of one before."""
    return all(abs(at - tried) >= ANOTHER_TIME_OF_DAY for tried in tries)


def next_try(tries: Sequence[datetime], now: datetime, night: Night, *, urgent: bool) -> datetime:
    """Return when to try again after these tries (none: as soon as one may), at none of their times of day.

    By night only an urgent matter is phoned.
    """
    at = now + _NEXT_AFTER[min(len(tries), len(_NEXT_AFTER)) - 1] if tries else now
    at = _by_day(at, night, urgent)
    while any(_apart(at, tried) < ANOTHER_TIME_OF_DAY for tried in tries):
        at = _by_day(at + ANOTHER_TIME_OF_DAY, night, urgent)
    return at


def _by_day(at: datetime, night: Night, urgent: bool) -> datetime:
    return at if night.may_phone_citizen(at, urgent) else night.next_morning(at)


def _apart(one: datetime, other: datetime) -> timedelta:
    """Return how far apart two moments are on the clock, whatever their days."""
    apart = abs(one - other) % _DAY
    return min(apart, _DAY - apart)
