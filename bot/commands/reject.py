"""/驳回: an official does not endorse a request."""

from __future__ import annotations

from actions import voiding
from bot.call import Call
from bot.commands.approve import named_request
from bot.commands.declare import command
from texts import requests


@command("驳回", "reject", action="reject", example="/驳回 12 理由不足", labels={"which": "请求号 [意见]"})
def reject(call: Call, which: str) -> str:
    """不同意一项申请。"""
    request, opinion = named_request(call, which)
    ticket = voiding.reject(call.desk, request, call.source(), opinion)
    return requests.rejected(ticket.ticket_no, request.id)
