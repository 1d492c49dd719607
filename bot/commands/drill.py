"""/试一下: a drill ticket that counts nowhere."""

from __future__ import annotations

from actions import drilling
from bot.call import Call
from bot.commands.declare import command
from texts import drill as texts
from texts.next_step import short


@command("试一下", "try", action="try", example="/试一下")
def drill(call: Call) -> str:
    """给您一件练习工单，不计入任何统计。"""
    if call.speaker.department_id is None:
        ticket = drilling.desk_drill(call.desk, call.source())
        return texts.for_desk(ticket.ticket_no, short(call.desk, ticket))
    ticket = drilling.unit_drill(call.desk, call.source(), call.speaker.department_id)
    return texts.for_unit(ticket.ticket_no)
