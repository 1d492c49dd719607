"""/超时: what has run over, breaches first."""

from __future__ import annotations

from bot.call import Call
from bot.commands.declare import command
from bot.listing import visible_clocks, with_where_the_rest_is
from models.queries import clocks as queries
from texts import lists


@command("超时", "overdue", action="overdue", example="/超时")
def overdue(call: Call) -> str:
    """看已经超时的工单。"""
    found = visible_clocks(call, queries.overdue_clocks(call.desk.session, call.desk.now, call.speaker.department_id))
    listed = lists.clocks(call.desk, "超时", found)
    return with_where_the_rest_is(call, listed, "超时")
