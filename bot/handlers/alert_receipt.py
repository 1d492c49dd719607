"""Takes a leader's 收到 in direct chat as his word that he knows of a sensitive order."""

from __future__ import annotations

from collections.abc import Sequence

from actions import alerting
from bot.call import Call
from models.queries import alerts as queries
from models.ticket import Ticket
from rules.half_width import half_width
from rules.quoted_push import numbers_printed
from rules.receipts import is_for_all, is_receipt
from rules.ticket_number import find_numbers, find_tails
from texts import alerts as texts


def handle(call: Call) -> str | None:
    """Note who knows of which order; of several the number, the quote or 都 tells which. Everything else passes."""
    if not call.is_direct:
        return None
    waiting = queries.unacknowledged_by(call.desk.session, call.speaker.userid)
    if not waiting:
        return None
    quoted = _among(waiting, numbers_printed(call.message.quote_text or "", call.desk.rules.number_patterns))
    named = _among(waiting, _numbers(call))
    if not is_receipt(_without(call.text, named), is_quoting=bool(quoted)):
        return None
    meant = named or quoted or (waiting if len(waiting) == 1 or is_for_all(call.text) else [])
    if not meant:
        return None if _numbers(call) else texts.which(waiting)
    for ticket in meant:
        alerting.acknowledge(call.desk, ticket, call.source(), call.text)
    return texts.acknowledged(call.desk, meant)


def _numbers(call: Call) -> list[str]:
    patterns = call.desk.rules.number_patterns
    found = [number.text for number in find_numbers(call.text, patterns)]
    return found + [tail.text for tail in find_tails(call.text, patterns)]


def _among(waiting: Sequence[Ticket], numbers: Sequence[str]) -> list[Ticket]:
    return [ticket for ticket in waiting if any(ticket.ticket_no.endswith(number) for number in numbers)]


def _without(text: str, tickets: Sequence[Ticket]) -> str:
    """What is left of a text without the numbers in it: 4512 收到."""
    plain = half_width(text)
    for ticket in tickets:
        plain = plain.replace(ticket.ticket_no, "").replace(ticket.tail, "")
    return plain.strip(" ,，。、:：")
