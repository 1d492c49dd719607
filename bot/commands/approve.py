"""/同意: an official endorses a request."""

from __future__ import annotations

from actions import voiding
from actions.hiding import masked
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from models.request import Request
from rules.requests import RequestKind
from texts import requests


@command("同意", "approve", "批准", action="approve", example="/同意 12", labels={"which": "请求号 [意见]"})
def approve(call: Call, which: str) -> str:
    """同意一项申请。"""
    request, opinion = named_request(call, which)
    ticket = voiding.endorse(call.desk, request, call.source(), opinion)
    return requests.endorsed(ticket.ticket_no, request.id)


def named_request(call: Call, which: str) -> tuple[Request, str | None]:
    """Return the request a line begins with, and the opinion behind it as others may read it; raises Refusal."""
    number, _, opinion = which.strip().partition(" ")
    is_number = number.isdecimal() and len(number) < 10
    request = call.desk.session.get(Request, int(number)) if is_number else None
    if request is None or request.kind != RequestKind.VOID:
        raise Refusal("unknown_request", request_id=number if is_number else None)
    return request, masked(request.ticket, opinion.strip()) or None
