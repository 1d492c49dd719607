"""Reads a unit's message that names its tickets by number or tail."""

from __future__ import annotations

from bot.call import Call
from bot.question_answers import picks_from_list
from bot.unit_reply import answer_reply, pieces_of


def handle(call: Call) -> str | None:
    """Answer a reply with numbers in it; everything else passes."""
    if not call.is_unit_speaker:
        return None
    if picks_from_list(call):
        return None
    pieces = pieces_of(call)
    return answer_reply(call, pieces) if any(piece.numbers or piece.tails for piece in pieces) else None
