"""Asks before an order counts that would be long overdue the moment it is pasted: mostly one digit is wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.desk import Desk
from actions.orders import Order
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.late_entry import is_far_overdue
from rules.lifecycle import EventKind
from rules.order_deadlines import lies_before_number

# So long nobody is reminded, and the order may be put right or taken back.
WITHIN = timedelta(minutes=15)
_MOMENTS = frozenset({"first_dispatched_at", "deadline_at", "limit_text"})
ASKED_UNTIL = "asked_until"


def asked_until(desk: Desk, ticket: Ticket, order: Order, how: str) -> datetime | None:
    """Return until when whoever pasted this new order is asked, or None; feeds and files are written by no hand."""
    started_at = ticket.first_dispatched_at or ticket.reported_at
    if how != "paste" or started_at is None:
        return None
    is_odd = lies_before_number(order.ticket_no, started_at, desk.now, desk.rules.zone)
    if not (order.unsure & _MOMENTS or is_odd or is_far_overdue(started_at, ticket.deadline_at, desk.now)):
        return None
    return desk.now + WITHIN


def is_asked(desk: Desk, ticket: Ticket) -> bool:
    """Tell whether an order still waits for its agent to say that its times are right."""
    until = [
        event.facts[ASKED_UNTIL]
        for event in queries.events_of(desk.session, ticket.id)
        if event.kind == EventKind.CREATED and event.facts.get(ASKED_UNTIL)
    ]
    return any(desk.now < datetime.fromisoformat(each) for each in until)
