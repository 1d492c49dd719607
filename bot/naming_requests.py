"""Finds which request a command names: by its number, or by the one push about a request that it quotes."""

from __future__ import annotations

import re

from actions.refusals import Refusal
from bot.call import Call
from bot.naming import sees, shown_here
from models.queries import requests as queries
from models.request import Request
from rules.half_width import half_width

_NUMBER = re.compile(r"\s*(?:申请|请求)?号?\s*(?P<number>[0-9]{1,9})(?![0-9.:])\s*")
# A second number is no opinion.
_ANOTHER = re.compile(r"[\s,、和]*[0-9]{1,9}(?:$|[\s,、和])")
_LISTED = 8
_QUOTED = re.compile(r"申请(?P<number>[0-9]{1,9})(?![0-9])")


def take_request(call: Call, rest: str) -> tuple[Request, str]:
    """Return the request that `rest` begins with, or the one a quoted push is about, and what stands behind it.

    Raises Refusal with those that wait for somebody when it names none that the speaker may know of.
    """
    found = _NUMBER.match(half_width(rest))
    if found is not None:
        behind = rest[found.end() :]
        if _ANOTHER.match(half_width(behind)):
            raise Refusal("one_request", request_id=int(found["number"]))
        return _known(call, found["number"]), behind
    quoted = {hit["number"] for hit in _QUOTED.finditer(half_width(call.message.quote_text or ""))}
    if len(quoted) == 1:
        return _known(call, quoted.pop()), rest
    raise Refusal("which_request", waiting=_waiting(call))


def _known(call: Call, number: str) -> Request:
    request = call.desk.session.get(Request, int(number))
    if request is None or not sees(call, request.ticket):
        # People write the order's number where the request's is wanted.
        raise Refusal("unknown_request", request_id=int(number), waiting=_waiting(call, of=number))
    return request


def _waiting(call: Call, of: str = "") -> list[dict[str, str]]:
    """Return the requests that wait for somebody, of orders whose number ends so, as the place may read them."""
    rows = [row for row in queries.waiting_requests(call.desk.session) if row.ticket.ticket_no.endswith(of)]
    shown = {ticket.id for ticket in shown_here(call, [row.ticket for row in rows])}
    return [
        {"id": str(row.id), "kind": row.kind, "ticket_no": row.ticket.ticket_no, "state": row.state}
        for row in rows
        if row.ticket_id in shown
    ][:_LISTED]
