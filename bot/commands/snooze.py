"""/暂缓提醒: reminders below breach are held for a while."""

from __future__ import annotations

from datetime import timedelta

from actions import nudging
from actions.hiding import masked_words
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import urging


@command(
    "暂缓提醒", "snooze", "静默", action="snooze", example="/暂缓提醒 4512 2h 单位已在现场", labels={"reason": "理由"}
)
def snooze(call: Call, ticket: Ticket, length: timedelta, reason: str) -> str:
    """暂时不发提醒；超时仍会提醒。"""
    until = nudging.snooze(call.desk, ticket, call.source(), length, masked_words(call.desk, ticket, reason))
    return urging.snoozed(call.desk, ticket, until)
