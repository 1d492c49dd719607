"""Ranks what presses most, in the order of the reminders: what is urgent, then what is late, then by when it is due."""

from __future__ import annotations

from datetime import datetime


def pressing(*, due_at: datetime, is_urgent: bool, now: datetime) -> tuple[bool, bool, datetime]:
    """Return the key to sort by, the most pressing first."""
    return not is_urgent, due_at > now, due_at
