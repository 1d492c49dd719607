"""/挂账: on the long-term list until a date, which the city grants once."""

from __future__ import annotations

from bot.asking_for import ask_for, read_wish
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from rules.requests import RequestKind


@command(
    "挂账",
    "suspend",
    action="suspend",
    example="/挂账 4512 到明年3月1日 等项目立项",
    labels={"wish": "到什么时候 理由"},
)
def suspend(call: Call, ticket: Ticket, wish: str | None = None) -> str:
    """申请挂账到某天，期间暂停计时，最长一年，只能一次。"""
    return ask_for(call, ticket, RequestKind.SUSPEND, read_wish(call.desk, ticket, RequestKind.SUSPEND, wish or ""))
