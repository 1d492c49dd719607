"""/待办: what this person has to do next."""

from __future__ import annotations

from bot.call import Call
from bot.commands.declare import command
from bot.listing import visible_open, with_where_the_rest_is
from texts import lists


@command("待办", "mine", action="mine", example="/待办")
def mine(call: Call) -> str:
    """看手上的工单，最急的在前。"""
    listed = lists.tickets(call.desk, "待办", visible_open(call), unit_id=call.speaker.department_id)
    return with_where_the_rest_is(call, listed, "待办")
