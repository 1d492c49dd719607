"""Picks what a speaker may see of open tickets and running clocks, most pressing first."""

from __future__ import annotations

from collections.abc import Iterable

from actions.pressing import Pressed, clocks_by_pressing, tickets_by_pressing
from bot.call import Call
from bot.naming import shown_here
from models.clock import Clock
from models.queries import tickets as queries
from rules.lifecycle import OPEN_STATES, WITH_UNIT
from rules.permissions import Chat
from texts import lists


def visible_open(call: Call) -> list[Pressed]:
    """Return the open tickets of the speaker's unit, or of the whole desk, the most pressing first."""
    unit_id = call.speaker.department_id
    states = WITH_UNIT if unit_id is not None else OPEN_STATES
    found = queries.in_states(call.desk.session, states, department_id=unit_id, short=True, limit=None)
    return tickets_by_pressing(call.desk, shown_here(call, found), unit_id)


def visible_clocks(call: Call, found: Iterable[Clock]) -> list[Clock]:
    """Return those of the clocks that concern the speaker, the most pressing first; a unit sees its own alone."""
    unit_id = call.speaker.department_id
    own = [clock for clock in found if unit_id is None or clock.department_id == unit_id]
    known = {ticket.id for ticket in shown_here(call, [clock.ticket for clock in own if clock.ticket is not None])}
    mine = [clock for clock in own if clock.ticket_id in known]
    return clocks_by_pressing(call.desk, mine)


def with_where_the_rest_is(call: Call, listed: str, name: str) -> str:
    """Tell whoever may see more than a unit's group may read where to ask for it."""
    if call.is_unit_speaker or call.place.chat is not Chat.UNIT:
        return listed
    return f"{listed}\n{lists.rest_elsewhere(name)}"
