"""Finds clocks: those whose moment has come, and those of a ticket."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import load_only, selectinload

from models.built import built_once
from models.clock import Clock
from models.database import Session
from models.machinery import PlatformLook
from models.ticket import Ticket


def due_clocks_query(now: datetime, limit: int) -> Select[Clock]:
    """Build the scan's query; one index range, so that it costs by what is due and not by what is open."""
    return (
        select(Clock)
        .where(Clock.stopped_at.is_(None), Clock.look_again_at <= now)
        .order_by(Clock.look_again_at)
        .limit(limit)
    )


@built_once
def _due_with_subjects(now: datetime, limit: int) -> Select[Clock]:
    # What each of them speaks about is looked up for all at once.
    return due_clocks_query(now, limit).options(selectinload(Clock.ticket), selectinload(Clock.department))


@built_once
def _due_ids(now: datetime, limit: int) -> Select[int]:
    return due_clocks_query(now, limit).with_only_columns(Clock.id)


def due_clocks(session: Session, now: datetime, limit: int = 200, *, but: Collection[int] = ()) -> list[Clock]:
    """Return running clocks whose moment has come, earliest first."""
    query, values = _due_with_subjects(now, limit)
    return list(session.scalars(query.where(Clock.id.not_in(but)) if but else query, values))


def due_clock_ids(
    session: Session, now: datetime, limit: int, *, but: Collection[int] = (), only: Collection[int] = ()
) -> list[int]:
    """Return the same by their ids, reading nothing else of them, which may be what is broken."""
    query, values = _due_ids(now, limit)
    query = query.where(Clock.id.not_in(but)) if but else query
    return list(session.scalars(query.where(Clock.id.in_(only)) if only else query, values))


def ticket_id_of_clock(session: Session, clock_id: int) -> int | None:
    """Return the ticket of a clock, reading nothing else of it."""
    return session.scalar(select(Clock.ticket_id).where(Clock.id == clock_id))


def look_again(session: Session, clock_ids: Collection[int], at: datetime) -> None:
    """Let running clocks be looked at, at a moment."""
    running = Clock.id.in_(clock_ids), Clock.stopped_at.is_(None)
    session.execute(update(Clock).where(*running).values(look_again_at=at))


def due_soonest(session: Session, until: datetime, limit: int) -> list[Clock]:
    """Return the running clocks that want to be looked at next, up to a moment."""
    return list(session.scalars(due_clocks_query(until, limit)))


def snoozed(session: Session, now: datetime) -> list[tuple[str, datetime]]:
    """Return the tickets whose reminders somebody has put off, and until when, the first first."""
    until = func.max(Clock.snoozed_until)
    query = select(Ticket.ticket_no, until).join(Ticket, Ticket.id == Clock.ticket_id)
    query = query.where(Clock.stopped_at.is_(None), Clock.snoozed_until > now).group_by(Ticket.ticket_no)
    return [(number, at) for number, at in session.execute(query.order_by(until, Ticket.ticket_no)) if at]


@built_once
def _next_moment(after: datetime, until: datetime) -> Select[datetime | None]:
    return select(func.min(Clock.look_again_at)).where(
        Clock.stopped_at.is_(None), Clock.look_again_at > after, Clock.look_again_at <= until
    )


def next_moment(session: Session, after: datetime, until: datetime) -> datetime | None:
    """Return the earliest moment in (after, until] at which a running clock wants to be looked at."""
    return _next_moment.first(session, after, until)


@built_once
def _clocks_of(ticket_id: int) -> Select[Clock]:
    return select(Clock).where(Clock.ticket_id == ticket_id).order_by(Clock.started_at, Clock.id)


@built_once
def _running_clocks_of(ticket_id: int) -> Select[Clock]:
    query = select(Clock).where(Clock.ticket_id == ticket_id, Clock.stopped_at.is_(None))
    return query.order_by(Clock.started_at, Clock.id)


def clocks_of(session: Session, ticket_id: int, *, running_only: bool = False) -> list[Clock]:
    """Return the clocks of a ticket in the order they started."""
    return (_running_clocks_of if running_only else _clocks_of).all(session, ticket_id)


_OF_WHAT = (Clock.ticket_id, Clock.department_id, Clock.stage, Clock.seq, Clock.subject)
_WHEN = (Clock.started_at, Clock.due_at, Clock.stopped_at, Clock.missed_at, Clock.breached_at)


def running_clocks_of(session: Session, ticket_ids: Sequence[int]) -> list[Clock]:
    """Return the running clocks of several tickets that are not paused; one query however many there are.

    That a leader has not acknowledged a sensitive order is no task of whoever reads a list.
    """
    of_these = Clock.ticket_id.in_(ticket_ids), Clock.stopped_at.is_(None), Clock.paused_at.is_(None)
    query = select(Clock).where(*of_these, Clock.stage != "alert")
    # What lists say of a clock; its policy and history would be most of the cost.
    query = query.options(load_only(*_OF_WHAT, *_WHEN))
    return list(session.scalars(query.order_by(Clock.due_at, Clock.id))) if ticket_ids else []


@built_once
def _clocks_without_ticket(stage: str) -> Select[Clock]:
    return select(Clock).where(Clock.ticket_id.is_(None), Clock.stage == stage, Clock.stopped_at.is_(None))


def clocks_without_ticket(session: Session, stage: str) -> list[Clock]:
    """Return running clocks of the desk itself (patrol)."""
    return _clocks_without_ticket.all(session, stage)


def last_seq(session: Session, ticket_id: int | None, department_id: int | None, stage: str) -> int:
    """Return the highest number a clock of this kind has had; 0 when there was none."""
    query = select(func.max(Clock.seq)).where(
        Clock.ticket_id == ticket_id, Clock.department_id == department_id, Clock.stage == stage
    )
    return session.scalar(query) or 0


def overdue_clocks(session: Session, now: datetime, department_id: int | None = None) -> list[Clock]:
    """Return running clocks of tickets (of one unit) past their limit, the longest first; not those that are paused."""
    query = select(Clock).where(
        Clock.stopped_at.is_(None), Clock.paused_at.is_(None), Clock.due_at <= now, Clock.ticket_id.is_not(None)
    )
    return _of_unit(session, query, department_id)


def due_soon_clocks(session: Session, now: datetime, until: datetime, department_id: int | None = None) -> list[Clock]:
    """Return running clocks of tickets (of one unit) that run out in (now, until], the next first."""
    query = select(Clock).where(
        Clock.stopped_at.is_(None),
        Clock.paused_at.is_(None),
        Clock.due_at > now,
        Clock.due_at <= until,
        Clock.ticket_id.is_not(None),
    )
    return _of_unit(session, query, department_id)


def _of_unit(session: Session, query: Select[Clock], department_id: int | None) -> list[Clock]:
    if department_id is not None:
        query = query.where(Clock.department_id == department_id)
    return list(session.scalars(query.options(selectinload(Clock.ticket)).order_by(Clock.due_at)))


@built_once
def _last_look() -> Select[PlatformLook]:
    return select(PlatformLook).order_by(PlatformLook.looked_at.desc()).limit(1)


def last_look(session: Session) -> PlatformLook | None:
    """Return the last look at the city's platform."""
    return _last_look.first(session)


@built_once
def _last_feed_at() -> Select[datetime | None]:
    return select(func.max(PlatformLook.looked_at)).where(PlatformLook.how == "feed")


def last_feed_at(session: Session) -> datetime | None:
    """Return when an intake feed last delivered."""
    return _last_feed_at.first(session)
