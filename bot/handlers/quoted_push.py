"""Reads a unit's message that quotes one of our pushes."""

from __future__ import annotations

from bot.call import Call
from bot.unit_reply import answer_reply, pieces_of, quoted_numbers


def handle(call: Call) -> str | None:
    """Answer a reply by its quote, which also ends a pending question; everything else passes."""
    if not call.is_unit_speaker or not quoted_numbers(call):
        return None
    return answer_reply(call, pieces_of(call))
