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

_Key = tuple[bool, bool, datetime]
_LAST: _Key = (True, True, datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True)
class Pressed:
    """A ticket with its most pressing clock (of one unit, when a unit looks); None when nothing runs.

    `own` is what the desk itself is late with where that clock is a unit's.
    """

    ticket: Ticket
    clock: Clock | None
    own: Clock | None = None


def tickets_by_pressing(desk: Desk, tickets: Sequence[Ticket], department_id: int | None = None) -> list[Pressed]:
    """Return the tickets, the most pressing first; to a unit only its own clocks count."""
    urgent = {ticket.id: ticket.is_urgent for ticket in tickets}
    first: dict[int, tuple[_Key, Clock]] = {}
    own: dict[int, Clock] = {}
    for clock in queries.running_clocks_of(desk.session, list(urgent)):
        if clock.ticket_id is not None and department_id in (None, clock.department_id):
            key = _key(desk, clock, is_urgent=urgent[clock.ticket_id])
            if clock.ticket_id not in first or key < first[clock.ticket_id][0]:
                first[clock.ticket_id] = key, clock
            if clock.department_id is None and clock.due_at <= desk.now:
                known = own.get(clock.ticket_id)
                own[clock.ticket_id] = clock if known is None or clock.due_at < known.due_at else known
    pressed = [(first.get(ticket.id, (_LAST, None)), ticket) for ticket in tickets]
    ranked = sorted(pressed, key=lambda each: each[0][0])
    return [Pressed(ticket, clock, _beside(clock, own.get(ticket.id))) for (_, clock), ticket in ranked]


def clocks_by_pressing(desk: Desk, clocks: Iterable[Clock]) -> list[Clock]:
    """Return the clocks, the most pressing first; of those equally urgent, what counts as a breach leads."""
    return sorted(
        clocks, key=lambda clock: _with_breach(desk, clock, is_urgent=bool(clock.ticket and clock.ticket.is_urgent))
    )


def _with_breach(desk: Desk, clock: Clock, *, is_urgent: bool) -> tuple[bool, bool, _Key]:
    return not is_urgent, clock.breached_at is None, _key(desk, clock, is_urgent=is_urgent)


def _beside(clock: Clock | None, own: Clock | None) -> Clock | None:
    return own if clock is not None and clock.department_id is not None else None


def _key(desk: Desk, clock: Clock, *, is_urgent: bool) -> _Key:
    return pressing(due_at=clock.due_at, is_urgent=is_urgent, now=desk.now)
