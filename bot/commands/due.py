"""/临期: what runs out within a day."""

from __future__ import annotations

from datetime import timedelta

from bot.call import Call
from bot.commands.declare import command
from bot.listing import visible_clocks, with_where_the_rest_is
from models.queries import clocks as queries
from texts import lists


@command("临期", "due", action="due", example="/临期")
def due(call: Call) -> str:
    """看24小时内到期的工单。"""
    now = call.desk.now
    found = queries.due_soon_clocks(call.desk.session, now, now + timedelta(days=1), call.speaker.department_id)
    listed = lists.clocks(call.desk, "24小时内到期", visible_clocks(call, found))
    return with_where_the_rest_is(call, listed, "临期")
