"""Finds what waits to be said to whom, gives it to one message and counts what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, and_, case, exists, func, select, update

from models.clock import Clock
from models.database import Session
from models.delivery import WAITING, Delivery
from models.message import UNFINISHED, Message
from models.once import write_once
from models.ticket import Ticket

_SEVERITY_RANK = case({"breach": 0, "urge": 1, "info": 2}, value=Delivery.severity, else_=3)


def insert_delivery(session: Session, row: Delivery) -> bool:
    """Store a delivery unless its cause, step, audience and destination have one; tells whether it was new."""
    return write_once(session, row) is not None


# Written out like the condition of the index: SQLite does not see through parameters that it is the same.
_SENDABLE = and_(WAITING, Delivery.state == "pending")


def held_until(session: Session, now: datetime, limit: int) -> list[Delivery]:
    """Return what was held up to now, the first held first."""
    query = select(Delivery).where(WAITING, Delivery.state == "held", Delivery.release_at <= now)
    return list(session.scalars(query.order_by(Delivery.id).limit(limit)))


def release(session: Session, delivery_id: int, mentions: Sequence[str]) -> None:
    """Let the sender have a held delivery, with the people to @ there by now."""
    held = Delivery.id == delivery_id, Delivery.state == "held"
    session.execute(update(Delivery).where(*held).values(state="pending", mentions=list(mentions)))


def destinations_to_serve(session: Session, limit: int) -> list[str]:
    """Return destinations something waits for and nothing is under way to, the most urgent and oldest first."""
    under_way = exists().where(Message.destination == Delivery.destination, UNFINISHED)
    urgency = func.min(_SEVERITY_RANK)
    query = (
        select(Delivery.destination)
        .where(_SENDABLE, ~under_way)
        .group_by(Delivery.destination)
        .order_by(urgency, func.min(Delivery.due_at))
        .limit(limit)
    )
    return list(session.scalars(query))


def waiting_query(destination: str, limit: int) -> Select[Delivery]:
    """Build the sender's query for what waits for a destination."""
    return (
        select(Delivery)
        .where(_SENDABLE, Delivery.destination == destination)
        .order_by(_SEVERITY_RANK, Delivery.due_at, Delivery.id)
        .limit(limit)
    )


def waiting_for(session: Session, destination: str, limit: int) -> list[Delivery]:
    """Return what waits for a destination, most urgent first, then by when it was due."""
    return list(session.scalars(waiting_query(destination, limit)))


def deliveries_of_events(session: Session, event_ids: Sequence[int]) -> list[Delivery]:
    """Return what was to be said because of these events, oldest first."""
    query = select(Delivery).where(Delivery.cause_kind == "event", Delivery.cause_id.in_(event_ids))
    return list(session.scalars(query.order_by(Delivery.id)))


def clocks_of_deliveries(session: Session, rows: Sequence[Delivery]) -> dict[int, Clock]:
    """Return the clocks that deliveries speak of, by id; one query however many there are."""
    ids = {row.clock_id for row in rows if row.clock_id is not None}
    return {clock.id: clock for clock in session.scalars(select(Clock).where(Clock.id.in_(ids)))} if ids else {}


def tickets_of_deliveries(session: Session, rows: Sequence[Delivery]) -> dict[int, Ticket]:
    """Return the tickets that deliveries speak of, by id; one query however many there are."""
    ids = {row.ticket_id for row in rows if row.ticket_id is not None}
    return {ticket.id: ticket for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(ids)))} if ids else {}


def take_deliveries(session: Session, ids: Sequence[int], message_id: int) -> bool:
    """Give waiting deliveries to a message; tells whether every one of them was still free."""
    change = (
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.message_id.is_(None), Delivery.state == "pending")
        .values(message_id=message_id)
    )
    return _rows(session.execute(change)) == len(ids)


def end_deliveries(session: Session, ids: Sequence[int], state: str, reason: str, now: datetime) -> int:
    """End open deliveries that no message has taken; returns how many."""
    if not ids:
        return 0
    change = (
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.message_id.is_(None), Delivery.state.in_(("pending", "held")))
        .values(state=state, end_reason=reason, ended_at=now)
    )
    return _rows(session.execute(change))


def end_deliveries_of_message(session: Session, message_id: int, state: str, reason: str, now: datetime) -> int:
    """Give the deliveries of a message its end; returns how many."""
    change = (
        update(Delivery)
        .where(Delivery.message_id == message_id, Delivery.state == "pending")
        .values(state=state, end_reason=reason, ended_at=now)
    )
    return _rows(session.execute(change))


def end_some_of_message(
    session: Session, message_id: int, ids: Sequence[int], state: str, reason: str, now: datetime
) -> int:
    """Give some of a message's open deliveries an end of their own; returns how many."""
    change = (
        update(Delivery)
        .where(Delivery.message_id == message_id, Delivery.id.in_(ids), Delivery.state == "pending")
        .values(state=state, end_reason=reason, ended_at=now)
    )
    return _rows(session.execute(change))


def let_go(session: Session, message_id: int) -> int:
    """Give the open deliveries of a message back to the queue; returns how many."""
    change = update(Delivery).where(Delivery.message_id == message_id, Delivery.state == "pending")
    return _rows(session.execute(change.values(message_id=None)))


def deliveries_of(session: Session, message_id: int) -> list[Delivery]:
    """Return the deliveries a message carries."""
    return list(session.scalars(select(Delivery).where(Delivery.message_id == message_id).order_by(Delivery.id)))


def open_deliveries_of_clocks(session: Session, clock_ids: Sequence[int]) -> list[int]:
    """Return ids of open deliveries of these clocks that no message has taken."""
    query = select(Delivery.id).where(
        Delivery.clock_id.in_(clock_ids), Delivery.message_id.is_(None), Delivery.state.in_(("pending", "held"))
    )
    return list(session.scalars(query))


def deliveries_of_ticket(session: Session, ticket_id: int) -> list[Delivery]:
    """Return everything that was ever due about a ticket, in order."""
    return list(session.scalars(select(Delivery).where(Delivery.ticket_id == ticket_id).order_by(Delivery.id)))


def counts_by_state(session: Session, since: datetime | None, until: datetime | None) -> dict[str, int]:
    """Count the deliveries due in [since, until) by their state."""
    query = select(Delivery.state, func.count()).group_by(Delivery.state)
    if since is not None:
        query = query.where(Delivery.due_at >= since)
    if until is not None:
        query = query.where(Delivery.due_at < until)
    return dict(session.execute(query).all())


def held_releases(session: Session, since: datetime) -> list[datetime]:
    """Return when what is held of all due since a moment will be said."""
    held = Delivery.due_at >= since, Delivery.state == "held", Delivery.release_at.is_not(None)
    return [at for at in session.scalars(select(Delivery.release_at).where(*held)) if at is not None]


def merged_count(session: Session, since: datetime | None, until: datetime | None) -> int:
    """Count the sent deliveries due in [since, until) that shared a message with another."""
    shared = select(Delivery.message_id).group_by(Delivery.message_id).having(func.count() > 1)
    query = select(func.count()).where(Delivery.state == "sent", Delivery.message_id.in_(shared))
    if since is not None:
        query = query.where(Delivery.due_at >= since)
    if until is not None:
        query = query.where(Delivery.due_at < until)
    return session.scalar(query) or 0


def next_release(session: Session, after: datetime, until: datetime) -> datetime | None:
    """Return the earliest moment in (after, until] at which something held may be said."""
    query = select(func.min(Delivery.release_at)).where(WAITING, Delivery.release_at > after)
    return session.scalar(query.where(Delivery.release_at <= until))


def _rows(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount


def was_told_since(session: Session, destination: str, since: datetime) -> bool:
    """Tell whether anything was sent to a destination after a desk moment."""
    sent = Delivery.destination == destination, Delivery.ended_at > since, Delivery.state == "sent"
    return session.scalar(select(Delivery.id).where(*sent).limit(1)) is not None
