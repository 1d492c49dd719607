"""Turns away texts that no person types: parsing them would hold up everybody else."""

from __future__ import annotations

import re

from bot.call import Call
from texts import people

_LONGEST_CHARACTERS = 8000
# A ticket number has at most some twenty digits; a run like this is a flood.
_DIGIT_FLOOD = re.compile(r"[0-9０-９]{65}")
# Half of it is more than anybody of a unit writes about his work, and each word of it is weighed.
_LONGEST_OF_A_UNIT = 3000
# A list of everything open in a unit has perhaps fifty; each is looked up. Agents paste many orders at once.
_NUMBERS_OF_A_UNIT = 120
_MARK = re.compile(r"[①-⑳]|[0-9０-９]{4,}")


def handle(call: Call) -> str | None:
    """Ask for less at a time; everything else passes."""
    said = (call.message.text, call.message.quote_text or "")
    if any(is_oversized(text) for text in said):
        return people.too_long()
    return people.too_long() if call.is_unit_speaker and _is_flood(call.message.text) else None


def _is_flood(text: str) -> bool:
    return len(text) > _LONGEST_OF_A_UNIT or sum(1 for _ in _MARK.finditer(text)) > _NUMBERS_OF_A_UNIT


def is_oversized(text: str) -> bool:
    """Tell whether a text is too long, or too full of digits, to be parsed."""
    return len(text) > _LONGEST_CHARACTERS or bool(_DIGIT_FLOOD.search(text))
