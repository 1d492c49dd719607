"""Says when a citizen who did not pick up is tried next: by day, and at another time of day than before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from rules.night import Night

# A citizen is tried three times (lifecycle table).
TRIES = 3
ANOTHER_TIME_OF_DAY = timedelta(hours=1)
_NEXT_AFTER = (timedelta(hours=2), timedelta(hours=5))
_DAY = timedelta(days=1)
# Left for writing the reply behind the last try.
_TO_REPLY = timedelta(minutes=30)
_STEP = timedelta(minutes=10)


def is_another_try(tries: Sequence[datetime], at: datetime) -> bool:
    """Tell whether a try counts as one more: not within the hour of one before."""
    return all(abs(at - tried) >= ANOTHER_TIME_OF_DAY for tried in tries)


def next_try(
    tries: Sequence[datetime], now: datetime, night: Night, *, urgent: bool, before: Iterable[datetime] = ()
) -> datetime | None:
    """Return when to try again after these tries (none: as soon as one may), at none of their times of day.

    By night only an urgent matter is phoned. What would come too late for the earliest of the limits `before` is
    brought forward as far as it still counts as a try; where it cannot be, the next limit decides. None when no try
    that counts is left before the last of them.
    """
    at = now + _NEXT_AFTER[min(len(tries), len(_NEXT_AFTER)) - 1] if tries else now
    at = _by_day(at, night, urgent)
    while any(_apart(at, tried) < ANOTHER_TIME_OF_DAY for tried in tries):
        at = _by_day(at + ANOTHER_TIME_OF_DAY, night, urgent)
    limits = sorted(limit for limit in before if limit > now)
    for limit in limits:
        found = at if at < limit else _brought_forward(tries, now, night, limit, urgent)
        if found is not None:
            return found
    return None if limits and tries else at


def _brought_forward(
    tries: Sequence[datetime], now: datetime, night: Night, before: datetime, urgent: bool
) -> datetime | None:
    """Return a time for the next try that leaves as much for those to come, and half an hour for the reply.

    Best at another time of day than all before. None when no more than an hour is left to phone in: it would not count.
    """
    left = before - now if urgent else night.awake_between(now, before)

    def later(span: timedelta) -> datetime:
        return now + span if urgent else night.add_awake(now, span)

    room, share = left - _TO_REPLY, left / (max(TRIES - len(tries), 1) + 1)
    spans = [ANOTHER_TIME_OF_DAY + n * _STEP for n in range((room - ANOTHER_TIME_OF_DAY) // _STEP + 1)]
    if not spans:
        return later(left / 2) if left > timedelta(0) and not tries else None
    by_share = sorted(spans, key=lambda span: abs(span - share))
    apart = (span for span in by_share if all(_apart(later(span), tried) >= ANOTHER_TIME_OF_DAY for tried in tries))
    return later(next(apart, by_share[0]))


def _by_day(at: datetime, night: Night, urgent: bool) -> datetime:
    return at if night.may_phone_citizen(at, urgent) else night.next_morning(at)


def _apart(one: datetime, other: datetime) -> timedelta:
    """Return how far apart two moments are on the clock, whatever their days."""
    apart = abs(one - other) % _DAY
    return min(apart, _DAY - apart)
