"""Turns away texts that no person types: parsing them would hold up everybody else."""

from __future__ import annotations

import re

from bot.call import Call
from texts import people

_LONGEST_CHARACTERS = 8000
# A ticket number has at most some twenty digits; a run like this is a flood.
_DIGIT_FLOOD = re.compile(r"[0-9０-９]{65}")


def handle(call: Call) -> str | None:
    """Ask for less at a time; everything else passes."""
    said = (call.message.text, call.message.quote_text or "")
    return people.too_long() if any(is_oversized(text) for text in said) else None


def is_oversized(text: str) -> bool:
    """Tell whether a text is too long, or too full of digits, to be parsed."""
    return len(text) > _LONGEST_CHARACTERS or bool(_DIGIT_FLOOD.search(text))
