"""Reads a unit's message that can only be about the one ticket the unit has open."""

from __future__ import annotations

from bot.call import Call
from bot.question_answers import is_bare_confirmation
from bot.unit_reply import answer_reply, held_open, pieces_of
from rules.intents import Intent


def handle(call: Call) -> str | None:
    """Answer when the unit holds anything open (several are asked about); everything else passes."""
    if not call.is_unit_speaker or not held_open(call):
        return None
    if is_bare_confirmation(call.text):
        # 确认办结 and 没有 answer a question; without one they say nothing about any ticket.
        return None
    pieces = pieces_of(call)
    if all(piece.intent is Intent.OTHER for piece in pieces):
        return None
    return answer_reply(call, pieces)
