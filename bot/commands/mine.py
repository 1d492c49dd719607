"""/待办: what this person has to do next."""

from __future__ import annotations

import re

from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from bot.listing import visible_open, with_where_the_rest_is
from rules.desk_queue import queued
from rules.half_width import half_width
from texts import lists


@command(
    "待办",
    "mine",
    action="mine",
    example="/待办 2",
    labels={"page": "页"},
    for_unit="看手上的工单，最急的在前；件数多时写页数。",
)
def mine(call: Call, page: str | None = None) -> str:
    """看手上的工单，最急的在前，当班坐席先签收再初核；件数多时写页数。"""
    plain = half_width(page or "1").strip()
    if not re.fullmatch("[1-9][0-9]?", plain):
        raise Refusal("too_much", usage=mine.usage, example=mine.example, extra=plain)
    unit_id = call.speaker.department_id
    found = visible_open(call)
    is_queue = call.actor.on_duty and unit_id is None
    if is_queue:
        found = queued(found, lambda each: each.ticket.state)
    listed = lists.tickets(call.desk, "待办", found, unit_id=unit_id, page=int(plain), is_queue=is_queue)
    return with_where_the_rest_is(call, listed, "待办")
