"""/转派: to another unit, once a supervisor agrees; until then the unit stays lead."""

from __future__ import annotations

from bot.asking_for import ask_for_unit
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from rules.requests import RequestKind


@command("转派", "transfer", action="transfer", example="/转派 4512 城管办 该处由其管理", labels={"wish": "单位 理由"})
def transfer(call: Call, ticket: Ticket, wish: str | None = None) -> str:
    """申请转给别的单位，主管同意后生效。"""
    return ask_for_unit(call, ticket, RequestKind.TRANSFER, wish or "")
