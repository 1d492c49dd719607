"""Picks what a speaker may see of open tickets and running clocks, most pressing first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from actions import clocks as clock_actions
from bot.call import Call
from bot.naming import sees
from models.clock import Clock
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import OPEN_STATES, WITH_UNIT

_OPEN = [str(state) for state in OPEN_STATES]
_WITH_UNIT = [str(state) for state in WITH_UNIT]
_LATEST = datetime.max.replace(tzinfo=UTC)


def visible_open(call: Call) -> list[Ticket]:
    """Return the open tickets of the speaker's unit, or of the whole desk, by their next limit."""
    unit_id = call.speaker.department_id
    states = _WITH_UNIT if unit_id is not None else _OPEN
    found = queries.in_states(call.desk.session, states, department_id=unit_id, limit=200)
    seen = [ticket for ticket in found if sees(call, ticket)]
    return sorted(seen, key=lambda ticket: clock_actions.next_due(call.desk, ticket) or _LATEST)


def visible_clocks(call: Call, found: Iterable[Clock]) -> list[Clock]:
    """Return those of the clocks that concern the speaker; a unit sees its own and not the desk's."""
    unit_id = call.speaker.department_id
    seen = [clock for clock in found if clock.ticket is not None and sees(call, clock.ticket)]
    return [clock for clock in seen if unit_id is None or clock.department_id == unit_id]
