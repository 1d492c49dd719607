"""/剔除: not counted in the assessment; the work stays due."""

from __future__ import annotations

from bot.asking_for import ask_for, read_wish
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from rules.requests import RequestKind


@command("剔除", "exclude", action="exclude", example="/剔除 4512 诉求人恶意重复来电", labels={"wish": "理由"})
def exclude(call: Call, ticket: Ticket, wish: str | None = None) -> str:
    """申请不计入考核，工单照常办理。"""
    return ask_for(call, ticket, RequestKind.EXCLUDE, read_wish(call.desk, ticket, RequestKind.EXCLUDE, wish or ""))
