"""/催办: a nudge by hand."""

from __future__ import annotations

from actions import nudging
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts.moments import moment
from texts.names import STAGES


@command("催办", "urge", "催一下", action="urge", example="/催办 4512")
def urge(call: Call, ticket: Ticket) -> str:
    """现在就催一次该办的单位或人。"""
    clock, held_until = nudging.urge(call.desk, ticket, call.source())
    zone = call.desk.rules.zone
    due = moment(clock.due_at, zone, now=call.desk.now)
    if held_until is not None:
        at = moment(held_until, zone, now=call.desk.now)
        return f"{ticket.ticket_no} 夜间不打扰单位，{at}再催{STAGES[clock.stage]}（时限{due}）。"
    return f"{ticket.ticket_no} 已催{STAGES[clock.stage]}（时限{due}）。"
