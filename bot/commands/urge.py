"""/催办: a nudge by hand."""

from __future__ import annotations

from actions import nudging
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import urging


@command("催办", "urge", "催一下", action="urge", example="/催办 4512")
def urge(call: Call, ticket: Ticket) -> str:
    """现在就催一次该办的单位或人。"""
    desk = call.desk
    nudges = nudging.urge(desk, ticket, call.source())
    return urging.urged(desk, ticket, [(nudge.clock, nudge.held_until) for nudge in nudges])
