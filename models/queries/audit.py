"""Looks at deliveries by other ways than the sender does, so that what the sender overlooks is found."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from models.clock import UNMISSED, Clock
from models.database import Session
from models.delivery import WAITING, Delivery
from models.message import UNFINISHED, Message
from models.queries.balance import ENDS, OPEN, written_in


def contradictions(session: Session, since: datetime | None, until: datetime | None) -> int:
    """Count the deliveries of [since, until) that are open and ended at once, or neither, or unlike their message.

    There must never be one, nor one that is said to have left without a message that did, nor one that waits on a
    message taken back, which nobody will send.
    """
    return session.scalar(contradictions_query(since, until)) or 0


def contradictions_query(since: datetime | None, until: datetime | None) -> Select[int]:
    """Build the query for what contradicts itself among what was written in [since, until)."""
    ended_badly = and_(Delivery.state.in_(ENDS), Delivery.ended_at.is_(None))
    open_badly = and_(Delivery.state.in_(OPEN), Delivery.ended_at.is_not(None))
    unlike = and_(Message.state.in_(("sent", "failed", "unknown")), Delivery.state != Message.state)
    unproven = and_(Delivery.state.in_(("sent", "unknown")), or_(Message.id.is_(None), Message.state != Delivery.state))
    stranded = and_(Delivery.state.in_(OPEN), Message.state == "superseded")
    stranger = Delivery.state.not_in((*ENDS, *OPEN))
    return (
        select(func.count())
        .select_from(Delivery)
        .outerjoin(Message, Message.id == Delivery.message_id)
        .where(or_(ended_badly, open_badly, unlike, unproven, stranded, stranger), *written_in(since, until))
    )


def longest_waiting_query(now: datetime) -> Select[datetime, datetime | None]:
    """Build the watchdog's query: by an index of its own and not by that of the sender."""
    free = or_(Delivery.state == "pending", Delivery.release_at <= now)
    return (
        select(Delivery.created_real_at, Delivery.release_at)
        .where(WAITING, Delivery.due_at <= now, free)
        .order_by(Delivery.due_at)
        .limit(200)
    )


def waiting_since(session: Session, now: datetime) -> list[tuple[datetime, datetime | None]]:
    """Return machine time of writing and desk time of release of what could be sent and was due first."""
    found = session.execute(longest_waiting_query(now))
    return [(created, release) for created, release in found]


def unfired_query(until: datetime, now: datetime, limit: int) -> Select[int, datetime]:
    """Build the auditor's query: by the limits of clocks, not by when the scan wants to look at them.

    Running clocks with a limit up to `until` that nobody has seen pass; not those that have to be silent at `now`.
    """
    may_speak = Clock.paused_at.is_(None), Clock.unurged_by.is_(None)
    is_quiet = or_(Clock.quiet_until.is_(None), Clock.quiet_until <= now)
    # The condition of the index is written out: SQLite does not see through parameters that it is the same.
    query = select(Clock.id, Clock.due_at).where(UNMISSED, Clock.due_at <= until, *may_speak, is_quiet)
    return query.order_by(Clock.due_at).limit(limit)


def may_be_unfired(session: Session, until: datetime, now: datetime, limit: int = 200) -> dict[int, datetime]:
    """Return the running clocks with the earliest limits that nobody has seen pass, with these limits."""
    return dict(session.execute(unfired_query(until, now, limit)).all())


def clocks_by_id(session: Session, ids: Collection[int]) -> list[Clock]:
    """Return clocks with their tickets; raises where one of them cannot be read."""
    return list(session.scalars(select(Clock).where(Clock.id.in_(ids)).options(selectinload(Clock.ticket))))


def oldest_unfinished_message_at(session: Session) -> datetime | None:
    """Return when the oldest message that has no end yet was written (machine time)."""
    return session.scalar(select(func.min(Message.created_at)).where(UNFINISHED))
