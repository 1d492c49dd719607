"""Ranks what presses most: what costs money, then what is late, then what is urgent, then by when it is due."""

from __future__ import annotations

from datetime import datetime


def pressing(*, is_breached: bool, due_at: datetime, is_urgent: bool, now: datetime) -> tuple[int, datetime]:
    """Return the key to sort by, the most pressing first."""
    if is_breached:
        return 0, due_at
    if due_at <= now:
        return 1, due_at
    return 2 if is_urgent else 3, due_at
