"""Makes a request of what stands behind a command's ticket, and asks in one example for what is missing."""

from __future__ import annotations

import re
from datetime import timedelta

from actions import requesting
from actions.desk import Desk
from actions.refusals import Refusal
from actions.requesting import Asked
from bot.call import Call
from bot.naming_units import units_named
from models.department import Department
from models.ticket import Ticket
from rules.asked_words import AskedWords, read_asked
from rules.requests import REQUESTS, Need, RequestKind
from texts import requests

_A_FEW_DAYS = timedelta(days=3)
_FIRST_WORD = re.compile(r"\s*(?:转?给|到|至|请)?\s*(?P<unit>[^\s,，。;；:：]+)[\s,，。;；:：]*(?P<rest>.*)", re.DOTALL)


def read_wish(desk: Desk, ticket: Ticket, kind: RequestKind, text: str) -> AskedWords:
    """Read a request's words; a span of an extension counts from the deadline."""
    is_extension = kind is RequestKind.EXTENSION
    return read_asked(
        text,
        desk.now,
        desk.rules.zone,
        dated=REQUESTS[kind].needs is Need.UNTIL,
        due_at=ticket.deadline_at if is_extension else None,
        calendar=desk.rules.calendar,
    )


def ask_for(
    call: Call,
    ticket: Ticket,
    kind: RequestKind,
    words: AskedWords,
    *,
    unit: Department | None = None,
    survivor: Ticket | None = None,
) -> str:
    """Prepare a request and word the answer; raises Refusal with a filled example for what is missing."""
    asked = Asked(words.reason, words.until, words.caller_told, unit, survivor)
    requesting.check_may_be(call.desk, ticket, kind, call.source(), asked)
    missing = _missing(kind, words)
    if missing:
        raise Refusal(
            "request_incomplete",
            ticket_no=ticket.ticket_no,
            kind=str(kind),
            missing=missing,
            until=words.until or (ticket.deadline_at or call.desk.now) + _A_FEW_DAYS,
            reason="" if ticket.is_sensitive else words.reason,
            told=words.caller_told,
            unit=unit.name if unit else None,
        )
    request = requesting.prepare(call.desk, ticket, kind, call.source(), asked)
    return requests.prepared(call.desk, request)


def ask_for_unit(call: Call, ticket: Ticket, kind: RequestKind, text: str) -> str:
    """Prepare what names a unit first and its reason behind it; each of several that are to help has its own request.

    Raises Refusal where an order is to go to several.
    """
    found = _FIRST_WORD.match(text)
    if found is None:
        raise Refusal("request_incomplete", ticket_no=ticket.ticket_no, kind=str(kind), missing=["unit", "reason"])
    units = units_named(call, found["unit"])
    if kind is RequestKind.TRANSFER and len(units) > 1:
        raise Refusal("one_unit", ticket_no=ticket.ticket_no, units=[unit.name for unit in units])
    words = read_wish(call.desk, ticket, kind, found["rest"])
    return "\n".join(ask_for(call, ticket, kind, words, unit=unit) for unit in units)


def _missing(kind: RequestKind, words: AskedWords) -> list[str]:
    missing = ["until"] if REQUESTS[kind].needs is Need.UNTIL and words.until is None else []
    return missing + ([] if words.reason else ["reason"])
