"""Finds the sensitive orders that nobody has acknowledged yet, and who was told of them."""

from __future__ import annotations

from sqlalchemy import select

from models.clock import Clock
from models.database import Session
from models.delivery import Delivery
from models.ticket import Ticket

_REACHED = ("pending", "sent", "unknown")


def open_alert(session: Session, ticket_id: int) -> Clock | None:
    """Return the clock that waits for somebody to acknowledge a sensitive order."""
    query = select(Clock).where(Clock.ticket_id == ticket_id, Clock.stage == "alert", Clock.stopped_at.is_(None))
    return session.scalar(query.limit(1))


def unacknowledged_by(session: Session, userid: str) -> list[Ticket]:
    """Return the orders a person was told of that nobody has acknowledged, the oldest first."""
    told = select(Delivery.clock_id).where(
        Delivery.destination == f"user:{userid}", Delivery.kind == "alert", Delivery.state.in_(_REACHED)
    )
    query = select(Ticket).join(Clock, Clock.ticket_id == Ticket.id)
    waiting = query.where(Clock.stage == "alert", Clock.stopped_at.is_(None), Clock.id.in_(told))
    return list(session.scalars(waiting.order_by(Clock.id)))


def told_of(session: Session, clock_id: int) -> list[str]:
    """Return who was told of an alert, by userid."""
    reached = Delivery.clock_id == clock_id, Delivery.kind == "alert", Delivery.state.in_(_REACHED)
    found = session.scalars(select(Delivery.destination).where(*reached).distinct().order_by(Delivery.destination))
    return [destination.partition(":")[2] for destination in found]
