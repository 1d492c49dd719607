"""Words a refusal for the person it is told to, without what the readers of a group must not see."""

from __future__ import annotations

from typing import Any

from actions.finding_callers import callers_named_in
from actions.hiding import masked_for_all
from actions.refusals import Refusal
from bot.call import Call
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.command_states import action_of
from rules.lifecycle import WITH_UNIT, Move
from rules.permissions import Denied, DenyCode, may
from rules.ticket_number import find_numbers, find_tails
from texts.refusals import refusal

# What a refusal repeats of what somebody typed.
_SAID = ("extra", "text", "word", "name", "value", "field", "reason", "nearest")
# No refusal shows more than the first words of it, nor fewer of them masked than these.
_SHOWN = 120


def refused_to(call: Call, refused: Refusal, **facts: Any) -> str:
    """Return the sentence for a refusal; `facts` stand in where the refusal has none of its own.

    A unit never reads about what only the desk can do, and a group reads no caller again.
    """
    told = {**facts, **refused.facts, "to_unit": call.is_unit_speaker}
    if refused.code == "wrong_state":
        told["theirs"] = [move for move in refused.facts["next"] if _is_theirs(call, move)]
    told |= {name: repeated(call, told[name]) for name in _SAID if isinstance(told.get(name), str)}
    return refusal(refused.code, told)


def repeated(call: Call, said: str) -> str:
    """Return what somebody typed as it may be repeated where he did: before a group without any caller.

    What is cut is cut afterwards: of half a phone nothing tells that it is one.
    """
    if call.is_direct:
        return said
    return masked_for_all(_tickets_around(call) + callers_named_in(call.desk, said[:_SHOWN]), said)


def _tickets_around(call: Call) -> list[Ticket]:
    """The tickets whose callers may be named in a message: what it and its quote name, and what the unit holds."""
    session, patterns = call.desk.session, call.desk.rules.number_patterns
    said = f"{call.text}\n{call.message.quote_text or ''}"
    found = queries.with_numbers(session, [number.text for number in find_numbers(said, patterns)])
    for tail in find_tails(said, patterns):
        found += queries.ending_in(session, tail.text)
    if call.speaker.department_id is not None:
        found += [share.ticket for share in queries.held_by(session, [call.speaker.department_id], WITH_UNIT)]
    return found


def _is_theirs(call: Call, move: str) -> bool:
    """Tell whether the speaker's role ever makes a move: nobody is told to send what only others may."""
    action = action_of(Move(move))
    verdict = may(call.actor, action, call.place) if action else None
    return not (isinstance(verdict, Denied) and verdict.code is DenyCode.NOT_YOUR_ROLE)
