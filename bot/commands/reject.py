"""/驳回: an official does not endorse a request."""

from __future__ import annotations

from actions import deciding
from actions.hiding import masked_words
from bot.call import Call
from bot.commands.declare import command
from models.request import Request
from texts import requests


@command("驳回", "reject", action="reject", example="/驳回 12 理由不足", labels={"opinion": "意见"})
def reject(call: Call, request: Request, opinion: str | None = None) -> str:
    """不同意一项申请。"""
    said = masked_words(call.desk, request.ticket, opinion.strip()) if opinion else None
    deciding.reject(call.desk, request, call.source(), said)
    return requests.rejected(request)
