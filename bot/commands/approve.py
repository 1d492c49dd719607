"""/同意: an official endorses a request; what the township decides itself is done with that."""

from __future__ import annotations

from actions import deciding
from actions.hiding import masked_words
from bot.call import Call
from bot.commands.declare import command
from models.request import Request
from texts import requests


@command("同意", "approve", "批准", action="approve", example="/同意 12", labels={"opinion": "意见"})
def approve(call: Call, request: Request, opinion: str | None = None) -> str:
    """同意一项申请。"""
    said = masked_words(call.desk, request.ticket, opinion.strip()) if opinion else None
    deciding.endorse(call.desk, request, call.source(), said)
    return requests.endorsed(call.desk, request)
