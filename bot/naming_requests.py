"""Finds which request a command names: by its number, or by the one push about a request that it quotes."""

from __future__ import annotations

import re

from actions.refusals import Refusal
from bot.call import Call
from bot.naming import sees
from models.request import Request
from rules.half_width import half_width

_NUMBER = re.compile(r"\s*(?:申请|请求)?号?\s*(?P<number>[0-9]{1,9})(?![0-9.:])\s*")
# A second number is no opinion.
_ANOTHER = re.compile(r"[\s,、和]*[0-9]{1,9}(?:$|[\s,、和])")
_QUOTED = re.compile(r"申请(?P<number>[0-9]{1,9})(?![0-9])")


def take_request(call: Call, rest: str) -> tuple[Request | None, str]:
    """Return the request that `rest` begins with, and what stands behind it; (None, rest) when it names none.

    Raises Refusal for a number that is no request the speaker may know of.
    """
    found = _NUMBER.match(half_width(rest))
    if found is not None:
        behind = rest[found.end() :]
        if _ANOTHER.match(half_width(behind)):
            raise Refusal("one_request", request_id=int(found["number"]))
        return _known(call, int(found["number"])), behind
    quoted = {int(hit["number"]) for hit in _QUOTED.finditer(half_width(call.message.quote_text or ""))}
    return (_known(call, quoted.pop()), rest) if len(quoted) == 1 else (None, rest)


def _known(call: Call, number: int) -> Request:
    request = call.desk.session.get(Request, number)
    if request is None or not sees(call, request.ticket):
        raise Refusal("unknown_request", request_id=number)
    return request
