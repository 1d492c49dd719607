"""Finds what waits to be sent, claims it for one message and follows it to its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, and_, case, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from models.database import Session
from models.delivery import Delivery
from models.message import Attempt, Message

_SEVERITY_RANK = case({"breach": 0, "urge": 1, "info": 2}, value=Delivery.severity, else_=3)


def insert_delivery(session: Session, row: Delivery) -> bool:
    """Store a delivery unless its cause, step, audience and destination have one; tells whether it was new."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _sendable(now: datetime) -> Any:
    released = or_(Delivery.state == "pending", and_(Delivery.state == "held", Delivery.release_at <= now))
    return and_(Delivery.message_id.is_(None), Delivery.state.in_(("pending", "held")), released)


def destinations_to_serve(session: Session, now: datetime, limit: int) -> list[str]:
    """Return destinations something waits for and nothing is under way to, the most urgent and oldest first."""
    under_way = exists().where(Message.destination == Delivery.destination, Message.state.in_(("sending", "waiting")))
    urgency = func.min(_SEVERITY_RANK)
    query = (
        select(Delivery.destination)
        .where(_sendable(now), ~under_way)
        .group_by(Delivery.destination)
        .order_by(urgency, func.min(Delivery.due_at))
        .limit(limit)
    )
    return list(session.scalars(query))


def waiting_for(session: Session, destination: str, now: datetime, limit: int) -> list[Delivery]:
    """Return what waits for a destination, most urgent first, then by when it was due."""
    query = (
        select(Delivery)
        .where(_sendable(now), Delivery.destination == destination)
        .order_by(_SEVERITY_RANK, Delivery.due_at, Delivery.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def take_deliveries(session: Session, ids: Sequence[int], message_id: int) -> bool:
    """Give waiting deliveries to a message; tells whether every one of them was still free."""
    change = (
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.message_id.is_(None), Delivery.state.in_(("pending", "held")))
        .values(message_id=message_id, state="pending")
    )
    return _rows(session.execute(change)) == len(ids)


def end_deliveries(session: Session, ids: Sequence[int], state: str, reason: str, now: datetime) -> int:
    """End open deliveries that no message has taken; returns how many."""
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


def messages_to_retry(session: Session, real_now: datetime, limit: int) -> list[int]:
    """Return messages whose next try has come."""
    query = select(Message.id).where(Message.state == "waiting", Message.not_before <= real_now)
    return list(session.scalars(query.order_by(Message.not_before).limit(limit)))


def messages_with_lost_lease(session: Session, real_now: datetime, limit: int) -> list[int]:
    """Return messages whose sender vanished between the commit and the answer."""
    query = select(Message.id).where(Message.state == "sending", Message.not_before < real_now)
    return list(session.scalars(query.order_by(Message.not_before).limit(limit)))


def take_message(session: Session, message_id: int, token: str, lease_until: datetime, real_now: datetime) -> bool:
    """Lend a waiting message to one sender; tells whether this caller got it."""
    change = (
        update(Message)
        .where(Message.id == message_id, Message.state == "waiting", Message.not_before <= real_now)
        .values(state="sending", lease_token=token, not_before=lease_until, tries=Message.tries + 1)
    )
    return _rows(session.execute(change)) == 1


def move_message(session: Session, message_id: int, token: str, values: dict[str, Any]) -> bool:
    """Write what became of a message being sent; tells whether it was still this sender's."""
    change = (
        update(Message)
        .where(Message.id == message_id, Message.state == "sending", Message.lease_token == token)
        .values(**values)
    )
    return _rows(session.execute(change)) == 1


def close_attempt(session: Session, message_id: int, values: dict[str, Any]) -> None:
    """Write the outcome of a message's attempt that is still under way."""
    change = update(Attempt).where(Attempt.message_id == message_id, Attempt.outcome.is_(None)).values(**values)
    session.execute(change)


def recent_attempts(session: Session, address_hash: str, since: datetime) -> list[datetime]:
    """Return when messages left for an address since a machine moment, oldest first."""
    query = select(Attempt.started_at).where(Attempt.address_hash == address_hash, Attempt.started_at >= since)
    return list(session.scalars(query.order_by(Attempt.started_at)))


def oldest_sendable_at(session: Session, now: datetime) -> datetime | None:
    """Return the machine moment when the oldest delivery that could be sent was written."""
    return session.scalar(select(func.min(Delivery.created_real_at)).where(_sendable(now)))


def counts_by_state(session: Session, since: datetime | None, until: datetime | None) -> dict[str, int]:
    """Count the deliveries due in [since, until) by their state."""
    query = select(Delivery.state, func.count()).group_by(Delivery.state)
    if since is not None:
        query = query.where(Delivery.due_at >= since)
    if until is not None:
        query = query.where(Delivery.due_at < until)
    return dict(session.execute(query).all())


def merged_count(session: Session, since: datetime | None, until: datetime | None) -> int:
    """Count the sent deliveries due in [since, until) that shared a message with another."""
    shared = select(Delivery.message_id).group_by(Delivery.message_id).having(func.count() > 1)
    query = select(func.count()).where(Delivery.state == "sent", Delivery.message_id.in_(shared))
    if since is not None:
        query = query.where(Delivery.due_at >= since)
    if until is not None:
        query = query.where(Delivery.due_at < until)
    return session.scalar(query) or 0


def last_said_at(session: Session, clock_id: int, destination: str) -> datetime | None:
    """Return when this destination last heard of a clock, or will: throttles repeats and nudges."""
    query = select(func.max(Delivery.due_at)).where(
        Delivery.clock_id == clock_id,
        Delivery.destination == destination,
        Delivery.state.in_(("pending", "held", "sent", "unknown")),
    )
    return session.scalar(query)


def last_repeat_of_others_at(session: Session, clock_id: int, destination: str) -> datetime | None:
    """Return when this destination was last sent a repeat of another clock (desk time)."""
    query = select(func.max(Delivery.ended_at)).where(
        Delivery.destination == destination,
        Delivery.cause_kind == "clock",
        Delivery.clock_id != clock_id,
        Delivery.step.startswith("repeat#", autoescape=True),
        Delivery.state.in_(("sent", "unknown")),
    )
    return session.scalar(query)


def _rows(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount
