"""Puts tickets and clocks in the order in which they press, each ticket with the clock it is judged by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from actions.desk import Desk
from models.clock import Clock
from models.queries import clocks as queries
from models.ticket import Ticket
from rules.pressing import pressing

_Key = tuple[int, datetime]
_LAST: _Key = (9, datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True)
class Pressed:
    """A ticket with its most pressing clock (of one unit, when a unit looks); None when nothing runs."""

    ticket: Ticket
    clock: Clock | None


def tickets_by_pressing(desk: Desk, tickets: Sequence[Ticket], department_id: int | None = None) -> list[Pressed]:
    """Return the tickets, the most pressing first; to a unit only its own clocks count."""
    urgent = {ticket.id: ticket.is_urgent for ticket in tickets}
    first: dict[int, tuple[_Key, Clock]] = {}
    for clock in queries.running_clocks_of(desk.session, list(urgent)):
        if clock.ticket_id is not None and department_id in (None, clock.department_id):
            key = _key(desk, clock, is_urgent=urgent[clock.ticket_id])
            if clock.ticket_id not in first or key < first[clock.ticket_id][0]:
                first[clock.ticket_id] = key, clock
    pressed = [(first.get(ticket.id, (_LAST, None)), ticket) for ticket in tickets]
    return [Pressed(ticket, clock) for (_, clock), ticket in sorted(pressed, key=lambda each: each[0][0])]


def clocks_by_pressing(desk: Desk, clocks: Iterable[Clock]) -> list[Clock]:
    """Return the clocks, the most pressing first."""
    return sorted(clocks, key=lambda clock: _key(desk, clock, is_urgent=bool(clock.ticket and clock.ticket.is_urgent)))


def _key(desk: Desk, clock: Clock, *, is_urgent: bool) -> _Key:
    return pressing(is_breached=clock.breached_at is not None, due_at=clock.due_at, is_urgent=is_urgent, now=desk.now)
