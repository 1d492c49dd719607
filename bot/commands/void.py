"""/作废: an order that was typed wrong or withdrawn; an official has to agree."""

from __future__ import annotations

from bot.asking_for import ask_for, read_wish
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from rules.requests import RequestKind


@command("作废", "void", action="void", example="/作废 4512 单号录错", labels={"reason": "理由"})
def void(call: Call, ticket: Ticket, reason: str) -> str:
    """录错或平台撤销的工单，报主管同意后作废。"""
    return ask_for(call, ticket, RequestKind.VOID, read_wish(call.desk, ticket, RequestKind.VOID, reason))
