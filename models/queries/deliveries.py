"""Keeps what is to be said to whom, gives it to one message and finds what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, CursorResult, Select, exists, insert, select, update

from models.built import built_once
from models.clock import Clock
from models.database import Session
from models.delivery import Delivery
from models.group import Group
from models.message import TakenBack
from models.once import write_once
from models.ticket import Ticket


def insert_delivery(session: Session, row: Delivery) -> bool:
    """Store a delivery unless its cause, step, audience and destination have one; tells whether it was new."""
    return write_once(session, row) is not None


def by_ids(session: Session, ids: Sequence[int]) -> list[Delivery]:
    """Return these deliveries, in order."""
    return list(session.scalars(select(Delivery).where(Delivery.id.in_(ids)).order_by(Delivery.id)))


class Address(NamedTuple):
    """Of a delivery what says whom it was for, without what it would have said."""

    id: int
    ticket_id: int | None
    kind: str
    audience: str
    severity: str
    destination: str


def address_of(session: Session, delivery_id: int) -> Address:
    """Return whom a delivery was for."""
    names = (getattr(Delivery, name) for name in Address._fields)
    return Address(*session.execute(select(*names).where(Delivery.id == delivery_id)).one())


def deliveries_of_events(session: Session, event_ids: Sequence[int]) -> list[Delivery]:
    """Return what was to be said because of these events, oldest first."""
    query = select(Delivery).where(Delivery.cause_kind == "event", Delivery.cause_id.in_(event_ids))
    return list(session.scalars(query.order_by(Delivery.id)))


@built_once
def _clocks(ids: Sequence[int]) -> Select[Clock]:
    return select(Clock).where(Clock.id.in_(ids))


@built_once
def _tickets(ids: Sequence[int]) -> Select[Ticket]:
    return select(Ticket).where(Ticket.id.in_(ids))


def clocks_of_deliveries(session: Session, rows: Sequence[Delivery]) -> dict[int, Clock]:
    """Return the clocks that deliveries speak of, by id; one query however many there are."""
    ids = {row.clock_id for row in rows if row.clock_id is not None}
    return {clock.id: clock for clock in _clocks.all(session, list(ids))} if ids else {}


def tickets_of_deliveries(session: Session, rows: Sequence[Delivery]) -> dict[int, Ticket]:
    """Return the tickets that deliveries speak of, by id; one query however many there are."""
    ids = {row.ticket_id for row in rows if row.ticket_id is not None}
    return {ticket.id: ticket for ticket in _tickets.all(session, list(ids))} if ids else {}


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
    """Give the open deliveries of a message back to the queue, keeping that it carried them; returns how many."""
    carried = select(Delivery.message_id, Delivery.id).where(
        Delivery.message_id == message_id, Delivery.state == "pending"
    )
    session.execute(insert(TakenBack).from_select(["message_id", "delivery_id"], carried))
    change = update(Delivery).where(Delivery.message_id == message_id, Delivery.state == "pending")
    return _rows(session.execute(change.values(message_id=None)))


def hand_over_to_part(session: Session, message_id: int, next_id: int) -> None:
    """Give what a message carries to the next part of it, keeping that it carried it."""
    let_go(session, message_id)
    carried = select(TakenBack.delivery_id).where(TakenBack.message_id == message_id)
    free = Delivery.id.in_(carried), Delivery.message_id.is_(None), Delivery.state == "pending"
    session.execute(update(Delivery).where(*free).values(message_id=next_id))


def ids_of_message(session: Session, message_id: int) -> list[int]:
    """Return ids of the deliveries a message carries that have no end yet."""
    query = select(Delivery.id).where(Delivery.message_id == message_id, Delivery.state == "pending")
    return list(session.scalars(query.order_by(Delivery.id)))


def is_a_group(session: Session, group_id: int) -> bool:
    """Tell whether there is such a group, reading nothing else of it."""
    return session.scalar(select(Group.id).where(Group.id == group_id)) is not None


@built_once
def _carried(message_id: int) -> Select[Delivery]:
    return select(Delivery).where(Delivery.message_id == message_id).order_by(Delivery.id)


def deliveries_of(session: Session, message_id: int) -> list[Delivery]:
    """Return the deliveries a message carries."""
    return _carried.all(session, message_id)


@built_once
def _open_of_clocks(clock_ids: Sequence[int]) -> Select[int]:
    return select(Delivery.id).where(
        Delivery.clock_id.in_(clock_ids), Delivery.message_id.is_(None), Delivery.state.in_(("pending", "held"))
    )


def open_deliveries_of_clocks(session: Session, clock_ids: Sequence[int]) -> list[int]:
    """Return ids of open deliveries of these clocks that no message has taken."""
    return _open_of_clocks.all(session, clock_ids)


class SaidOfClock(NamedTuple):
    """What was said of a clock, or is free to be said."""

    clock_id: int | None
    due_at: datetime
    audience: str
    destination: str


def said_of_clocks(session: Session, clock_ids: Sequence[int]) -> list[SaidOfClock]:
    """Return what was sent of these clocks or waits for the sender, to whomever."""
    columns = Delivery.clock_id, Delivery.due_at, Delivery.audience, Delivery.destination
    query = select(*columns).where(Delivery.clock_id.in_(clock_ids), Delivery.state.in_(("pending", "sent")))
    return [SaidOfClock(*row) for row in session.execute(query)]


def last_by_cause(session: Session, destination: str, audience: str, cause_kind: str) -> Delivery | None:
    """Return the delivery of the newest cause of a kind to an audience at a destination."""
    to_them = Delivery.destination == destination, Delivery.audience == audience
    query = select(Delivery).where(Delivery.cause_kind == cause_kind, *to_them)
    return session.scalar(query.order_by(Delivery.cause_id.desc()).limit(1))


def is_told_in_a_group(session: Session, row: Delivery) -> bool:
    """Tell whether the same audience hears the same thing in a group as well, and not in vain so far."""
    in_a_group = Delivery.destination.startswith("group:"), Delivery.state != "failed"
    return session.scalar(select(exists().where(*_same(row, "audience"), *in_a_group))) or False


def refused_by(session: Session, userid: str, row: Delivery) -> list[Delivery]:
    """Return what this person was to hear of the same thing by himself and could not be told."""
    of_person = Delivery.destination == f"user:{userid}", Delivery.state == "failed"
    return list(session.scalars(select(Delivery).where(*_same(row, "audience"), *of_person)))


def refused_posts_like(session: Session, row: Delivery) -> list[Delivery]:
    """Return the orders of the same cause that the groups of their units refused."""
    refused = Delivery.kind == "order", Delivery.state == "failed"
    return list(session.scalars(select(Delivery).where(*_same(row), *refused)))


def _same(row: Delivery, *more: str) -> list[ColumnElement[bool]]:
    names = ("cause_kind", "cause_id", "step", "occurrence", *more)
    return [getattr(Delivery, name) == getattr(row, name) for name in names]


def deliveries_of_ticket(session: Session, ticket_id: int) -> list[Delivery]:
    """Return everything that was ever due about a ticket, in order."""
    return list(session.scalars(select(Delivery).where(Delivery.ticket_id == ticket_id).order_by(Delivery.id)))


def _rows(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount


def was_told_since(session: Session, destination: str, since: datetime) -> bool:
    """Tell whether anything was sent to a destination after a desk moment."""
    sent = Delivery.destination == destination, Delivery.ended_at > since, Delivery.state == "sent"
    return session.scalar(select(Delivery.id).where(*sent).limit(1)) is not None
