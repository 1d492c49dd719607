"""Finds the sensitive orders that nobody has acknowledged yet, and who was told of them."""

from __future__ import annotations

from sqlalchemy import Select, select

from models.built import built_once
from models.clock import Clock
from models.database import Session
from models.delivery import Delivery
from models.ticket import Ticket

_REACHED = ("pending", "sent", "unknown")


def open_alert(session: Session, ticket_id: int) -> Clock | None:
    """Return the clock that waits for somebody to acknowledge a sensitive order."""
    query = select(Clock).where(Clock.ticket_id == ticket_id, Clock.stage == "alert", Clock.stopped_at.is_(None))
    return session.scalar(query.limit(1))


@built_once
def _unacknowledged(destination: str) -> Select[Ticket]:
    told = select(Delivery.clock_id).where(
        Delivery.destination == destination, Delivery.kind == "alert", Delivery.state.in_(_REACHED)
    )
    query = select(Ticket).join(Clock, Clock.ticket_id == Ticket.id)
    waiting = query.where(Clock.stage == "alert", Clock.stopped_at.is_(None), Clock.id.in_(told))
    return waiting.order_by(Clock.id)


def unacknowledged_by(session: Session, userid: str) -> list[Ticket]:
    """Return the orders a person was told of that nobody has acknowledged, the oldest first."""
    return _unacknowledged.all(session, f"user:{userid}")


def told_of(session: Session, clock_id: int) -> list[str]:
    """Return who was told of an alert, by userid."""
    reached = Delivery.clock_id == clock_id, Delivery.kind == "alert", Delivery.state.in_(_REACHED)
    found = session.scalars(select(Delivery.destination).where(*reached).distinct().order_by(Delivery.destination))
    return [destination.partition(":")[2] for destination in found]
