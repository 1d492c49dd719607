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

_LAST = (9, datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True)
class Pressed:
    """A ticket with its most pressing clock (of one unit, when a unit looks); None when nothing runs."""

    ticket: Ticket
    clock: Clock | None


def tickets_by_pressing(desk: Desk, tickets: Sequence[Ticket], department_id: int | None = None) -> list[Pressed]:
    """Return the tickets, the most pressing first; to a unit only its own clocks count."""
    running: dict[int, list[Clock]] = {}
    for clock in queries.running_clocks_of(desk.session, [ticket.id for ticket in tickets]):
        if clock.ticket_id is not None and department_id in (None, clock.department_id):
            running.setdefault(clock.ticket_id, []).append(clock)
    first = {ticket_id: clocks_by_pressing(desk, found)[0] for ticket_id, found in running.items()}
    pressed = [Pressed(ticket, first.get(ticket.id)) for ticket in tickets]
    return sorted(pressed, key=lambda each: _key(desk, each.clock) if each.clock else _LAST)


def clocks_by_pressing(desk: Desk, clocks: Iterable[Clock]) -> list[Clock]:
    """Return the clocks, the most pressing first."""
    return sorted(clocks, key=lambda clock: _key(desk, clock))


def _key(desk: Desk, clock: Clock) -> tuple[int, datetime]:
    urgent = bool(clock.ticket and clock.ticket.is_urgent)
    return pressing(is_breached=clock.breached_at is not None, due_at=clock.due_at, is_urgent=urgent, now=desk.now)
