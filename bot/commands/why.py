"""/时限: how the deadlines came about."""

from __future__ import annotations

from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import story


@command("时限", "why", "为什么", action="why", example="/时限 4512")
def why(call: Call, ticket: Ticket) -> str:
    """逐条说明正在走的时限是怎么来的。"""
    unit_id = call.speaker.department_id
    return "\n".join(story.explanation(call.desk, ticket, running_only=True, unit_id=unit_id))
