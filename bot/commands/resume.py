"""/恢复: a suspended order goes on before its date."""

from __future__ import annotations

from actions import suspending
from actions.hiding import masked_words
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import requests


@command("恢复", "resume", action="resume", example="/恢复 4512", labels={"reason": "说明"})
def resume(call: Call, ticket: Ticket, reason: str | None = None) -> str:
    """挂账的工单提前恢复办理和计时。"""
    suspending.resume(call.desk, ticket, call.source(), masked_words(call.desk, ticket, reason) if reason else None)
    return requests.resumed(call.desk, ticket)
