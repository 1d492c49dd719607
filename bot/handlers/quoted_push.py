"""Reads a unit's message that quotes one of our pushes."""

from __future__ import annotations

from bot.call import Call
from bot.question_answers import answers_what_it_quotes
from bot.unit_reply import answer_reply, ask_receipt_or_line, pieces_of, quoted_numbers


def handle(call: Call) -> str | None:
    """Answer a reply by its quote, which also ends a pending question; everything else passes."""
    if not call.is_unit_speaker or not quoted_numbers(call) or answers_what_it_quotes(call):
        return None
    pieces = pieces_of(call)
    return ask_receipt_or_line(call, pieces) or answer_reply(call, pieces)
