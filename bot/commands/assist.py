"""/协办: another unit helps, once a supervisor agrees; the lead stays."""

from __future__ import annotations

from bot.asking_for import ask_for_unit
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from rules.requests import RequestKind


@command("协办", "assist", action="assist", example="/协办 4512 城管办 需要一同到场", labels={"wish": "单位 理由"})
def assist(call: Call, ticket: Ticket, wish: str | None = None) -> str:
    """申请请别的单位协办，主办不变。"""
    return ask_for_unit(call, ticket, RequestKind.ASSIST, wish or "")
