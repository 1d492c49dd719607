"""/延期: more time, which the city gives; not once the limit has passed."""

from __future__ import annotations

from bot.asking_for import ask_for, read_wish
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from rules.requests import RequestKind


@command(
    "延期",
    "extend",
    action="extend",
    example="/延期 4512 到下周五 配件没到 已告知居民",
    labels={"wish": "到什么时候 理由 [已告知居民]"},
)
def extend(call: Call, ticket: Ticket, wish: str | None = None) -> str:
    """申请延期，主管同意后报平台；超时后不能延。"""
    return ask_for(call, ticket, RequestKind.EXTENSION, read_wish(call.desk, ticket, RequestKind.EXTENSION, wish or ""))
