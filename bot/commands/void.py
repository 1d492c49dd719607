"""/作废: an order that was typed wrong or withdrawn; an official has to agree."""

from __future__ import annotations

from actions import voiding
from actions.hiding import masked
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import requests


@command("作废", "void", action="void", example="/作废 4512 单号录错", labels={"reason": "理由"})
def void(call: Call, ticket: Ticket, reason: str) -> str:
    """录错或平台撤销的工单，报主管同意后作废。"""
    request = voiding.prepare_void(call.desk, ticket, call.source(), masked(ticket, reason))
    return requests.prepared(ticket.ticket_no, "作废", request.id)
