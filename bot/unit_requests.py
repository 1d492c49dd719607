"""Prepares what a unit's own words ask for, or asks in one question whether, for whom or until when it is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actions import questions
from actions.hiding import masked_words
from actions.refusals import Refusal
from actions.unit_names import names_of_units
from bot.asking_for import ask_for
from bot.call import Call
from bot.refused import refused_to
from models.department import Department
from models.queries import people
from models.ticket import Ticket
from rules.asked_words import AskedWords
from rules.half_width import half_width
from rules.intents import Intent, Piece
from rules.named_units import UnitNames
from rules.reply_pieces import TextPiece, words_of
from rules.request_facts import Moment, RequestFacts, is_hedged, request_in
from rules.requests import REQUESTS, Need, RequestKind
from texts import unit_requests as texts

_MENTION = re.compile(r"@\S+")
_CHOICES = 9


@dataclass(frozen=True)
class Wish:
    """What somebody wrote (without ticket numbers), as what it was read, what exactly it asks for, and its facts."""

    text: str
    intent: Intent
    kind: RequestKind
    facts: RequestFacts


def wish_in(call: Call, ticket: Ticket, text: str, intent: Intent, n_lines: int = 0) -> Wish | None:
    """Return what words ask for; None where they leave open what, which a person has to read."""
    desk = call.desk
    words = words_of(TextPiece(text), desk.rules.number_patterns, n_lines=n_lines)
    said = " ".join([*_MENTION.findall(half_width(text)), words])
    moment = Moment(desk.now, desk.rules.zone, ticket.deadline_at, desk.rules.calendar)
    facts = request_in(said, intent, moment, directory(call), call.speaker.department_id)
    return Wish(said, intent, facts.kind, facts) if facts.kind is not None else None


def directory(call: Call) -> list[UnitNames]:
    """Return the units that may be named."""
    return names_of_units(call.desk)


def answer_request(call: Call, ticket: Ticket, piece: Piece) -> str | None:
    """Prepare what the lead unit plainly asks for, or ask whether it does; None where a person has to read it."""
    wish = wish_in(call, ticket, piece.text, piece.intent, n_lines=max(piece.lines, default=0))
    if wish is None:
        return None
    return (
        prepare(call, ticket, wish) if piece.is_sure and not is_hedged(piece.text) else _ask_whether(call, ticket, wish)
    )


def prepare(call: Call, ticket: Ticket, wish: Wish, units: Sequence[Department] = ()) -> str:
    """Prepare what is wished and word the answer; a refusal, or what is missing, leaves nothing half done.

    `units` were asked about before; without them the words have to name the unit.
    """
    named = units or _named(call, wish)
    if REQUESTS[wish.kind].needs is Need.UNIT and (not named or (wish.kind is RequestKind.TRANSFER and len(named) > 1)):
        return ask_which_unit(call, ticket, wish)
    words = AskedWords(wish.facts.until, wish.facts.caller_told, wish.facts.reason)
    try:
        with call.desk.session.begin_nested():
            return "\n".join(ask_for(call, ticket, wish.kind, words, unit=unit) for unit in named or (None,))
    except Refusal as refused:
        line = refused_to(call, refused, ticket_no=ticket.ticket_no)
        missing = refused.facts.get("missing", ())
        if missing and _put(call, "request_lacks", ticket, wish, missing=missing, unit_ids=[unit.id for unit in units]):
            return line + texts.or_just_say(missing)
        return line


def ask_which_unit(call: Call, ticket: Ticket, wish: Wish) -> str:
    """Ask which unit is meant: one of those that may be, or any by its name; none is ever guessed."""
    ids = list(dict.fromkeys(unit_id for unit in wish.facts.units for unit_id in unit.ids))[:_CHOICES]
    unknown = [masked_words(call.desk, ticket, unit.word) for unit in wish.facts.units if not unit.ids]
    names = [people.department(call.desk.session, unit_id).name for unit_id in ids]
    if _put(call, "which_unit", ticket, wish, unit_ids=ids):
        return texts.which_unit(ticket.ticket_no, wish.kind, unknown, names)
    return texts.name_the_unit(ticket.ticket_no, wish.kind, unknown)


def _named(call: Call, wish: Wish) -> list[Department]:
    """The units that words plainly name, or none of them where one is in doubt; of a return the one suggested."""
    units = wish.facts.units
    if REQUESTS[wish.kind].needs is not Need.UNIT:
        units = tuple(unit for unit in units if unit.is_certain)
        units = units if wish.kind is RequestKind.RETURN_TO_DESK and len(units) == 1 else ()
    if not all(unit.is_certain for unit in units):
        return []
    return [people.department(call.desk.session, unit.ids[0]) for unit in units]


def _ask_whether(call: Call, ticket: Ticket, wish: Wish) -> str | None:
    """Ask whether it is a request; several of one kind in a message are asked about together, others go to a person."""
    asked = questions.pending(call.desk, call.message)
    if asked is None:
        _put(call, "which_request", ticket, wish)
        return texts.whether(ticket.ticket_no, wish.kind)
    if asked.kind != "which_request" or asked.facts["intent"] != str(wish.intent):
        return None
    more = {"ticket_ids": [*asked.facts["ticket_ids"], ticket.id], "texts": [*asked.facts["texts"], wish.text]}
    questions.ask(call.desk, call.message, asked.kind, {**asked.facts, **more})
    return texts.whether_too(ticket.ticket_no, wish.kind)


def _put(call: Call, kind: str, ticket: Ticket, wish: Wish, **facts: Any) -> bool:
    """Put a question about a request, unless another one stands already: only one can be answered by a number."""
    if questions.pending(call.desk, call.message) is not None:
        return False
    known = {"ticket_ids": [ticket.id], "texts": [wish.text], "intent": str(wish.intent), "kind": str(wish.kind)}
    questions.ask(call.desk, call.message, kind, {**known, **facts})
    return True
