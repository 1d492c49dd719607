"""/归档: a replied ticket is closed for good."""

from __future__ import annotations

from actions import replying
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import answers


@command("归档", "archive", action="archive", example="/归档 4512")
def archive(call: Call, ticket: Ticket) -> str:
    """已回复的工单归档（15天后也会自动归档）。"""
    replying.archive(call.desk, ticket, call.source())
    return answers.archived(ticket)
