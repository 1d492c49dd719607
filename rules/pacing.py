"""Counts what a destination may still be sent within the platform's sliding windows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Window:
    """At most `count` messages within any `span`."""

    count: int
    span: timedelta


# WeCom page 99110 for push keys; app messages above their budget are dropped without a word.
PUSH_KEY_WINDOWS = (Window(20, timedelta(seconds=60)),)
APP_WINDOWS = (Window(30, timedelta(seconds=60)), Window(1000, timedelta(seconds=3600)))
CONVERSATION_WINDOWS = APP_WINDOWS


def wait_for(sent_at: Iterable[datetime], windows: Sequence[Window], now: datetime) -> timedelta | None:
    """Return how long to wait before one more may be sent, or None when it may leave now.

    A message counts until its whole span has passed.
    """
    times = sorted(sent_at)
    waits = [_wait(times, window, now) for window in windows]
    longest = max(waits, default=timedelta(0))
    return longest if longest > timedelta(0) else None


def _wait(times: list[datetime], window: Window, now: datetime) -> timedelta:
    within = [moment for moment in times if moment > now - window.span]
    if len(within) < window.count:
        return timedelta(0)
    return within[-window.count] + window.span - now
