"""Finds what an export is compared with, and what the last comparison found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import load_only, selectinload

from models.clock import Clock
from models.database import Session
from models.platform_times import PlatformDifference, PlatformTime, Reconciliation
from models.ticket import Ticket
from rules.stages import State

_TICKET = load_only(
    *(Ticket.platform, Ticket.ticket_no, Ticket.round, Ticket.state, Ticket.deadline_at, Ticket.is_drill),
    *(Ticket.first_dispatched_at, Ticket.signed_at, Ticket.verified_at, Ticket.assigned_at, Ticket.replied_at),
    *(Ticket.lead_unit_id, Ticket.created_at, Ticket.reported_at),
)
_COUNTS = Ticket.is_drill.is_(False), Ticket.state != str(State.VOIDED)


def tickets_numbered(session: Session, numbers: Collection[str]) -> dict[str, list[Ticket]]:
    """Return all rounds of these numbers, by number."""
    query = select(Ticket).where(Ticket.ticket_no.in_(numbers), *_COUNTS).options(_TICKET)
    found: dict[str, list[Ticket]] = defaultdict(list)
    for ticket in session.scalars(query.options(selectinload(Ticket.lead_unit)).order_by(Ticket.id)):
        found[ticket.ticket_no].append(ticket)
    return found


def tickets_dispatched(session: Session, start: datetime, end: datetime, platforms: Collection[str]) -> list[Ticket]:
    """Return the orders of these platforms that were dispatched in [start, end], in their order."""
    span = Ticket.first_dispatched_at >= start, Ticket.first_dispatched_at <= end
    query = select(Ticket).where(*span, Ticket.platform.in_(platforms), *_COUNTS).options(_TICKET)
    return list(session.scalars(query.order_by(Ticket.first_dispatched_at, Ticket.id)))


def stopped_clocks(session: Session, ticket_ids: Collection[int], stages: Collection[str]) -> dict[int, list[Clock]]:
    """Return the stopped clocks of these orders and stages, by order."""
    wanted = Clock.ticket_id.in_(ticket_ids), Clock.stage.in_(stages), Clock.stopped_at.is_not(None)
    found: dict[int, list[Clock]] = defaultdict(list)
    for clock in session.scalars(select(Clock).where(*wanted).order_by(Clock.started_at, Clock.id)):
        if clock.ticket_id is not None:
            found[clock.ticket_id].append(clock)
    return found


def known_words(session: Session, numbers: Collection[str]) -> set[tuple[str, str, int, str]]:
    """Return what exports have said of these numbers before: platform, number, round and digest."""
    key = PlatformTime.platform, PlatformTime.ticket_no, PlatformTime.round, PlatformTime.said
    found = session.execute(select(*key).where(PlatformTime.ticket_no.in_(numbers)))
    return {(platform, number, round_, said) for platform, number, round_, said in found}


def row_that_said(session: Session, ticket: Ticket, name: str, at: datetime) -> tuple[PlatformTime, str] | None:
    """Return the last row of an export that had a step of an order done at a moment, with the name of its file."""
    of_order = (
        PlatformTime.platform == ticket.platform,
        PlatformTime.ticket_no == ticket.ticket_no,
        PlatformTime.round == ticket.round,
    )
    query = (
        select(PlatformTime, Reconciliation.file_name)
        .join(Reconciliation, Reconciliation.id == PlatformTime.reconciliation_id)
        .where(*of_order, getattr(PlatformTime, name) == at)
        .order_by(PlatformTime.id.desc())
    )
    found = session.execute(query.limit(1)).first()
    return (found[0], found[1]) if found is not None else None


def keep_standing(session: Session, digests: Collection[str], run_id: int) -> set[str]:
    """Let the differences that are known stand in this comparison too; returns which are."""
    of_these = PlatformDifference.digest.in_(digests)
    known = set(session.scalars(select(PlatformDifference.digest).where(of_these)))
    session.execute(update(PlatformDifference).where(of_these).values(last_id=run_id))
    return known


def last_run(session: Session, until: datetime | None = None) -> Reconciliation | None:
    """Return the last comparison that came to its end, of those begun until a moment if one is given."""
    query = select(Reconciliation).where(Reconciliation.finished_at.is_not(None))
    if until is not None:
        query = query.where(Reconciliation.made_at <= until)
    return session.scalar(query.order_by(Reconciliation.made_at.desc(), Reconciliation.id.desc()).limit(1))


def standing_differences(session: Session, run_id: int, limit: int | None = None) -> list[PlatformDifference]:
    """Return what a comparison found different, the gravest first."""
    query = select(PlatformDifference).where(PlatformDifference.last_id == run_id)
    return list(session.scalars(query.order_by(PlatformDifference.rank, PlatformDifference.id).limit(limit)))


def count_differences(session: Session, run_id: int) -> dict[str, int]:
    """Return how many differences of each kind stand in a comparison."""
    query = select(PlatformDifference.kind, func.count()).where(PlatformDifference.last_id == run_id)
    return dict(session.execute(query.group_by(PlatformDifference.kind)).all())


def untold(session: Session, run_id: int, kinds: Iterable[str]) -> list[PlatformDifference]:
    """Return the differences of these kinds that nobody was told of."""
    of_run = PlatformDifference.last_id == run_id, PlatformDifference.told_at.is_(None)
    query = select(PlatformDifference).where(*of_run, PlatformDifference.kind.in_(list(kinds)))
    return list(session.scalars(query.order_by(PlatformDifference.rank, PlatformDifference.id)))


def store_all(session: Session, rows: Sequence[Any]) -> None:
    """Add rows and write them, so that they have their ids."""
    session.add_all(rows)
    session.flush()
