"""Reads off a bubble which orders it reminds of, of what, and how much time it says is left."""

from __future__ import annotations

import re
from datetime import timedelta

from chaos.ladder import STAGES
from chaos.platform import Seen

# （补发）, or with when it was due: （补发，10:17）.
_MARK = re.compile(r"^（补发[^）]*）\s*")
_WORDS = "|".join(stage.word for stage in STAGES.values())
_REMINDER = re.compile(rf"(?:{_WORDS})(?:提醒】|超时】|还有|已到|已超|超)")
_LEFT = re.compile(r"还有(?:(\d+)天)?(?:(\d+)小时)?(?:(\d+)分钟)?")


def is_reminder(text: str) -> bool:
    """Tell whether a bubble is a reminder of one of the contract's clocks, alone or in a list."""
    return _REMINDER.search(text) is not None


def is_marked(seen: Seen) -> bool:
    """Tell whether a bubble says of itself that it may be a repeat."""
    return _MARK.match(seen.text) is not None


def without_mark(text: str) -> str:
    """Return a text as it was said the first time."""
    return _MARK.sub("", text)


def left_told(text: str, number: str, word: str) -> timedelta | None:
    """Return the time left that a bubble tells for a stage of an order, nothing when over; None when it is not told."""
    reminds = re.compile(rf"{word}(?:提醒】|超时】|还有|已到|已超|超)")
    for line in without_mark(text).splitlines():
        if number in line and reminds.search(line):
            found = _LEFT.search(line)
            if found is None:
                return timedelta(0)
            days, hours, minutes = (int(part or 0) for part in found.groups())
            return timedelta(days=days, hours=hours, minutes=minutes)
    return None
