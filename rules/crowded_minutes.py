"""Keeps what is not urgent away from the minutes in which everybody's timers speak to the platform."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta

_EVERY = timedelta(minutes=30)
_CROWDED = timedelta(minutes=1)
# The second after must not be as crowded, so that destinations follow one another.
_SPREAD_SECONDS = 25


def waits_for(moment: datetime, destination: str) -> timedelta:
    """Return how long something not urgent waits at a moment: past :00 and :30, and a little more by its destination.

    Nothing waits longer than 85 seconds.
    """
    since = timedelta(seconds=moment.timestamp() % _EVERY.total_seconds())
    spread = timedelta(seconds=zlib.crc32(destination.encode()) % (_SPREAD_SECONDS + 1))
    return max(_CROWDED + spread - since, timedelta(0))
