"""Decides whether the machine's wall clock can be believed, by holding it against a clock that never jumps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# By then the watchdog has asked, and a desk that stays silent for ever would be worse than a wrong clock.
ACCEPTED_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Agreement:
    """What is known of the two clocks: their difference in seconds when they agreed, and a newer one under suspicion.

    `suspected_since` is monotonic. `is_least`: nobody knows how long the machine was off, so the difference may well
    be greater.
    """

    difference: float | None = None
    suspected: float | None = None
    suspected_since: float = 0.0
    is_least: bool = False


def compare(
    known: Agreement, wall: datetime, monotonic_seconds: float, tolerance: timedelta
) -> tuple[Agreement, float | None]:
    """Return what is known now, and by how many seconds the clocks have parted while nothing may fire (else None).

    Small drift is followed. A jump holds until the clocks agree again, or until the new difference has stood
    for ten minutes.
    """
    difference, limit = wall.timestamp() - monotonic_seconds, tolerance.total_seconds()
    if known.difference is None or abs(difference - known.difference) <= limit:
        return Agreement(difference), None
    if known.is_least and difference > known.difference:
        return Agreement(difference), None
    if known.suspected is None or abs(difference - known.suspected) > limit:
        known = replace(known, suspected=difference, suspected_since=monotonic_seconds)
    if monotonic_seconds - known.suspected_since >= ACCEPTED_AFTER.total_seconds():
        return Agreement(difference), None
    return known, difference - (known.difference or 0.0)


def begin(last_believed: datetime, monotonic_seconds: float) -> Agreement:
    """Return what is known after the machine has started anew: time has not gone back behind what was believed last."""
    return Agreement(last_believed.timestamp() - monotonic_seconds, is_least=True)
