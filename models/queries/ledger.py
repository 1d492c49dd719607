"""Finds what the ledger is made of: breaches without an entry, entries, rulings, stated times and settlements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Exists, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from models.clock import Clock
from models.database import Session
from models.event import Event
from models.ledger import LedgerEntry, LedgerRuling
from models.platform_times import Settlement, StatedTime
from models.ticket import Ticket
from rules.reconciling import Verdict
from rules.stages import EventKind, State

_CLOCK = load_only(
    *(Clock.ticket_id, Clock.stage, Clock.started_at, Clock.due_at, Clock.stopped_at, Clock.outcome),
    *(Clock.breached_at, Clock.missed_at, Clock.reasons),
)
_TICKET = load_only(
    *(Ticket.platform, Ticket.ticket_no, Ticket.round, Ticket.state, Ticket.is_excluded, Ticket.created_at),
    *(Ticket.first_dispatched_at, Ticket.deadline_at, Ticket.special_flags, Ticket.confidential),
)
# What counts nowhere.
_COUNTS = Ticket.is_drill.is_(False), Ticket.state != str(State.VOIDED)
_IS_CLAIM = Settlement.verdict == str(Verdict.CLAIMED)


class Contested(NamedTuple):
    """A limit that had passed when somebody stated an earlier time for it."""

    stated: StatedTime
    clock: Clock


def breaches_without_entry(session: Session, start: datetime, end: datetime) -> list[Clock]:
    """Return the breaches of a span that have no entry yet, in their order."""
    query = _with_ticket(select(Clock)).where(Clock.breached_at >= start, Clock.breached_at < end)
    return list(session.scalars(query.where(~_has_entry()).order_by(Clock.breached_at, Clock.id)))


def contested(session: Session, start: datetime, end: datetime) -> list[Contested]:
    """Return what only a stated time takes back, by the limit in a span."""
    against = (
        StatedTime.recorded_at > Clock.due_at,
        StatedTime.stated_at <= Clock.due_at,
        StatedTime.stated_at == Clock.stopped_at,
        Clock.breached_at.is_(None),
    )
    query = (
        select(StatedTime, Clock)
        .join(Clock, Clock.id == StatedTime.clock_id)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(StatedTime.due_at >= start, StatedTime.due_at < end, *against, *_COUNTS)
        .options(_CLOCK, contains_eager(Clock.ticket).options(_TICKET))
        .order_by(StatedTime.id)
    )
    # Stated twice to the same minute it is one.
    return list({clock.id: Contested(stated, clock) for stated, clock in session.execute(query)}.values())


def clocks_with_entry(session: Session, clock_ids: Collection[int]) -> set[int]:
    """Return those of these clocks that have an entry."""
    query = select(LedgerEntry.clock_id).where(LedgerEntry.clock_id.in_(clock_ids))
    return {clock_id for clock_id in session.scalars(query) if clock_id is not None}


def charged_with(session: Session, clock_id: int) -> str | None:
    """Return whose shift the entry of a clock names, if there is one."""
    return session.scalar(select(LedgerEntry.userid).where(LedgerEntry.clock_id == clock_id))


def entries_between(session: Session, start: datetime, end: datetime) -> list[LedgerEntry]:
    """Return the entries of a span in their order, with clock and ticket; a clock's by when it ran over as of now."""
    at = func.coalesce(Clock.breached_at, LedgerEntry.happened_at)
    query = (
        select(LedgerEntry)
        .outerjoin(Clock, Clock.id == LedgerEntry.clock_id)
        .where(at >= start, at < end)
        .options(contains_eager(LedgerEntry.clock).options(_CLOCK))
        .options(selectinload(LedgerEntry.ticket).options(_TICKET))
        .order_by(at, LedgerEntry.id)
    )
    return list(session.scalars(query))


def entered_between(session: Session, fault: str, start: datetime, end: datetime) -> list[LedgerEntry]:
    """Return what officials entered of a kind of fault that happened in a span, in its order."""
    of_span = LedgerEntry.happened_at >= start, LedgerEntry.happened_at < end
    query = select(LedgerEntry).where(*of_span, LedgerEntry.fault == fault, LedgerEntry.entered_by.is_not(None))
    return list(session.scalars(query.order_by(LedgerEntry.id)))


def entry(session: Session, entry_id: int) -> LedgerEntry | None:
    """Return an entry by its number, its clock and order loaded with it."""
    return session.get(LedgerEntry, entry_id, options=[joinedload(LedgerEntry.clock), joinedload(LedgerEntry.ticket)])


def rulings_of(session: Session, entry_ids: Collection[int]) -> dict[int, list[LedgerRuling]]:
    """Return what was written under entries, in order."""
    query = select(LedgerRuling).where(LedgerRuling.entry_id.in_(entry_ids)).order_by(LedgerRuling.id)
    found: dict[int, list[LedgerRuling]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.entry_id].append(row)
    return found


def stated_of(session: Session, clocks: Iterable[Clock]) -> dict[int, StatedTime]:
    """Return the stated times at which these clocks stopped, by clock."""
    stopped = {clock.id: clock.stopped_at for clock in clocks}
    query = select(StatedTime).where(StatedTime.clock_id.in_(stopped)).order_by(StatedTime.id)
    return {row.clock_id: row for row in session.scalars(query) if row.stated_at == stopped[row.clock_id]}


def settled(session: Session, clocks: Iterable[Clock]) -> dict[int, Settlement]:
    """Return how the times at which these clocks stopped were settled last, by clock."""
    stopped = {clock.id: clock.stopped_at for clock in clocks}
    query = select(Settlement).where(Settlement.clock_id.in_(stopped), ~_IS_CLAIM).order_by(Settlement.id)
    return {row.clock_id: row for row in session.scalars(query) if row.stopped_at == stopped[row.clock_id]}


def claims_of(session: Session, clock_ids: Iterable[int]) -> dict[int, Settlement]:
    """Return what the platform last claimed of these clocks, by clock."""
    query = select(Settlement).where(Settlement.clock_id.in_(list(clock_ids)), _IS_CLAIM).order_by(Settlement.id)
    return {row.clock_id: row for row in session.scalars(query)}


def claimed(session: Session, start: datetime, end: datetime) -> list[tuple[Settlement, Clock]]:
    """Return the clocks the platform's record calls late and ours does not, by the platform's limit in a span."""
    last = select(func.max(Settlement.id)).where(_IS_CLAIM).group_by(Settlement.clock_id)
    in_span = Settlement.due_there_at >= start, Settlement.due_there_at < end
    query = (
        select(Settlement, Clock)
        .join(Clock, Clock.id == Settlement.clock_id)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(Settlement.id.in_(last), Settlement.is_late, Clock.breached_at.is_(None), *in_span, *_COUNTS)
        .options(_CLOCK, contains_eager(Clock.ticket).options(_TICKET))
        .order_by(Settlement.id)
    )
    return [(claim, clock) for claim, clock in session.execute(query)]


def breach_events(session: Session, ticket_ids: Collection[int]) -> list[Event]:
    """Return the events that tell of breaches of these orders, in order."""
    wanted = (Event.ticket_id.in_(ticket_ids), Event.kind == str(EventKind.BREACHED))
    query = select(Event).where(*wanted).options(load_only(Event.ticket_id, Event.occurred_at, Event.facts))
    return list(session.scalars(query.order_by(Event.id)))


def running_in_stages(session: Session, stages: Collection[str], now: datetime) -> list[Clock]:
    """Return the running clocks of these stages that have not run out, of orders that count, the next first."""
    running = Clock.stopped_at.is_(None), Clock.paused_at.is_(None), Clock.due_at > now, Clock.stage.in_(stages)
    query = _with_ticket(select(Clock)).where(*running, Ticket.is_excluded.is_(False))
    return list(session.scalars(query.order_by(Clock.due_at, Clock.id)))


def _has_entry() -> Exists:
    return select(LedgerEntry.id).where(LedgerEntry.clock_id == Clock.id).exists()


def _with_ticket(query: Select[Clock]) -> Select[Clock]:
    joined = query.join(Ticket, Ticket.id == Clock.ticket_id).where(*_COUNTS)
    return joined.options(_CLOCK, contains_eager(Clock.ticket).options(_TICKET))
