"""Looks at deliveries by other ways than the sender does, so that what the sender overlooks is found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from models.database import Session
from models.delivery import Delivery
from models.message import UNFINISHED, Message

ENDS = ("sent", "superseded", "failed", "unknown")
OPEN = ("pending", "held")


def due_count(session: Session, since: datetime | None, until: datetime | None) -> int:
    """Count everything due in [since, until), whatever became of it."""
    return session.scalar(select(func.count()).select_from(Delivery).where(*_due_in(since, until))) or 0


def contradictions(session: Session, since: datetime | None, until: datetime | None) -> int:
    """Count the deliveries due in [since, until) that are open and ended at once, or neither, or unlike their message.

    There must never be one.
    """
    ended_badly = and_(Delivery.state.in_(ENDS), Delivery.ended_at.is_(None))
    open_badly = and_(Delivery.state.in_(OPEN), Delivery.ended_at.is_not(None))
    unlike = and_(Message.state.in_(("sent", "failed", "unknown")), Delivery.state != Message.state)
    stranger = Delivery.state.not_in((*ENDS, *OPEN))
    query = (
        select(func.count())
        .select_from(Delivery)
        .outerjoin(Message, Message.id == Delivery.message_id)
        .where(or_(ended_badly, open_badly, unlike, stranger), *_due_in(since, until))
    )
    return session.scalar(query) or 0


def longest_waiting_query(now: datetime, since: datetime) -> Select[datetime, datetime | None]:
    """Build the watchdog's query: by the index of what was due when, not by that of the sender."""
    free = or_(Delivery.state == "pending", Delivery.release_at <= now)
    return (
        select(Delivery.created_real_at, Delivery.release_at)
        .where(Delivery.due_at >= since, Delivery.due_at <= now, Delivery.state.in_(OPEN), free)
        .where(Delivery.message_id.is_(None))
        .order_by(Delivery.due_at)
        .limit(200)
    )


def waiting_since(session: Session, now: datetime, since: datetime) -> list[tuple[datetime, datetime | None]]:
    """Return machine time of writing and desk time of release of what could be sent and was due from `since` on."""
    found = session.execute(longest_waiting_query(now, since))
    return [(created, release) for created, release in found]


def oldest_unfinished_message_at(session: Session) -> datetime | None:
    """Return when the oldest message that has no end yet was written (machine time)."""
    return session.scalar(select(func.min(Message.created_at)).where(UNFINISHED))


def _due_in(since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(Delivery.due_at >= since)
    if until is not None:
        found.append(Delivery.due_at < until)
    return found
