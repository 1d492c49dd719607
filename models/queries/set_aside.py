"""Finds what has failed, what was set aside, and what a process undertook and never finished."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, delete, or_, select, update

from models.built import built_once
from models.clock import Clock
from models.database import Session
from models.delivery import Delivery
from models.message import UNFINISHED, Message
from models.set_aside import OPEN_FAULT, SetAside, Undertaking
from models.ticket import Ticket


@built_once
def _open_faults(kind: str) -> Select[SetAside]:
    return select(SetAside).where(SetAside.kind == kind, OPEN_FAULT)


def open_faults(session: Session, kind: str) -> dict[int, SetAside]:
    """Return what of a kind has failed and not worked since, by its subject."""
    return {row.subject_id: row for row in _open_faults.all(session, kind)}


@built_once
def _open_fault(kind: str, subject_id: int) -> Select[SetAside]:
    return select(SetAside).where(SetAside.kind == kind, SetAside.subject_id == subject_id, OPEN_FAULT)


def open_fault(session: Session, kind: str, subject_id: int) -> SetAside | None:
    """Return the open fault of one subject."""
    return _open_fault.first(session, kind, subject_id)


def shown(session: Session, since: datetime) -> list[SetAside]:
    """Return what is set aside and still may work again, and what had to end so since a machine moment."""
    lately = (SetAside.outcome == "ended") & (SetAside.closed_at >= since)
    query = select(SetAside).where(SetAside.reference.is_not(None), or_(OPEN_FAULT, lately))
    return list(session.scalars(query.order_by(SetAside.id)))


def faults_of_ticket(session: Session, ticket_id: int) -> list[SetAside]:
    """Return whatever of a ticket was ever set aside, in order."""
    query = select(SetAside).where(SetAside.ticket_id == ticket_id, SetAside.reference.is_not(None))
    return list(session.scalars(query.order_by(SetAside.id)))


def forget_fault(session: Session, fault_id: int) -> None:
    """Forget a fault that passed before it was set aside."""
    session.execute(delete(SetAside).where(SetAside.id == fault_id))


def try_all_again(session: Session, kind: str, real_now: datetime, *, but_error: str) -> list[int]:
    """Let what of a kind is set aside be tried now, except after one kind of error; return its subjects."""
    mendable = SetAside.kind == kind, SetAside.reference.is_not(None), SetAside.error != but_error, OPEN_FAULT
    change = update(SetAside).where(*mendable).values(try_again_at=real_now)
    return list(session.scalars(change.returning(SetAside.subject_id)))


def close_what_is_over(session: Session, real_now: datetime) -> None:
    """Close the faults of clocks that have stopped, of tickets in other states and of deliveries that have ended."""
    due = {
        "clock": select(Clock.id).where(Clock.stopped_at.is_(None)),
        "archive": select(Ticket.id).where(Ticket.state == "replied"),
        "resume": select(Ticket.id).where(Ticket.state == "suspended"),
        "delivery": select(Delivery.id).where(Delivery.ended_at.is_(None)),
        "message": select(Message.id).where(UNFINISHED),
    }
    for kind, still in due.items():
        over = SetAside.kind == kind, SetAside.subject_id.not_in(still), OPEN_FAULT
        session.execute(update(SetAside).where(*over).values(closed_at=real_now, outcome="over"))


def close_faults(session: Session, kind: str, subject_ids: Collection[int], outcome: str, real_now: datetime) -> None:
    """Close the faults of these subjects."""
    change = update(SetAside).where(SetAside.kind == kind, SetAside.subject_id.in_(subject_ids), OPEN_FAULT)
    session.execute(change.values(closed_at=real_now, outcome=outcome))


def number_of(session: Session, ticket_id: int) -> str | None:
    """Return the number of a ticket without reading anything else of it, which may be what is broken."""
    return session.scalar(select(Ticket.ticket_no).where(Ticket.id == ticket_id))


@built_once
def _undertakings(kind: str) -> Select[Undertaking]:
    return select(Undertaking).where(Undertaking.kind == kind).order_by(Undertaking.id)


def undertakings(session: Session, kind: str) -> Sequence[Undertaking]:
    """Return what of a kind is undertaken and not finished."""
    return _undertakings.all(session, kind)


def drop_undertakings(session: Session, ids: Collection[int]) -> None:
    """Forget undertakings."""
    session.execute(delete(Undertaking).where(Undertaking.id.in_(ids)))
