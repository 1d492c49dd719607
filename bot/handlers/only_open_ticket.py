"""Reads a unit's message that can only be about the one ticket the unit has open."""

from __future__ import annotations

import re

from actions import questions
from bot.call import Call
from bot.held import held_done, held_open
from bot.just_spoken import after_just_spoken
from bot.question_answers import is_bare_confirmation
from bot.unit_reply import answer_reply, pieces_of, takes_done_back
from rules.half_width import half_width
from rules.intents import Intent

_BARE_NUMBER = re.compile(r"\s*[0-9]{1,2}[\s.。!！]*")


def handle(call: Call) -> str | None:
    """Answer when the unit holds anything open (several are asked about); everything else passes."""
    if not call.is_unit_speaker or not (held_open(call) or held_done(call)):
        return None
    if is_bare_confirmation(call.text):
        # 确认办结 and 没有 answer a question; without one they say nothing about any ticket.
        return None
    if len(held_open(call)) == 1 and _answers_what_is_over(call):
        return None
    pieces = pieces_of(call)
    if (answer := after_just_spoken(call, pieces)) is not None:
        return answer
    if not held_open(call):
        # Of what was reported done there is only one thing left to say: that it is not.
        return answer_reply(call, pieces) if any(takes_done_back(piece) for piece in pieces) else None
    if all(piece.intent is Intent.OTHER for piece in pieces):
        return None
    return answer_reply(call, pieces)


def _answers_what_is_over(call: Call) -> bool:
    """A number to a question too old or overtaken is not for certain about the one ticket that is open now."""
    is_number = _BARE_NUMBER.fullmatch(half_width(call.text)) is not None
    return is_number and questions.unanswered(call.desk, call.message) is not None
