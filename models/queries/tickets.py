"""Finds tickets and what hangs on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import load_only

from models.assignment import Assignment
from models.built import built_once
from models.caller import Caller
from models.database import Session
from models.event import Event
from models.ticket import Ticket
from rules.stages import OPEN_STATES, EventKind, State

# Eleven digits may be a mobile number, which no command reads as the end of a ticket's.
_LONGEST_TAIL = 10


def latest_round(session: Session, ticket_no: str, platform: str | None = None) -> Ticket | None:
    """Return the newest round of a number (of one platform, or whichever has it)."""
    query = select(Ticket).where(Ticket.ticket_no == ticket_no)
    if platform is not None:
        query = query.where(Ticket.platform == platform)
    return session.scalar(query.order_by(Ticket.round.desc(), Ticket.id.desc()).limit(1))


def on_each_platform(session: Session, ticket_no: str) -> list[Ticket]:
    """Return the newest round of a number on each platform that has it, newest first."""
    newest: dict[str, Ticket] = {}
    query = select(Ticket).where(Ticket.ticket_no == ticket_no).order_by(Ticket.round.desc(), Ticket.id.desc())
    for ticket in session.scalars(query):
        newest.setdefault(ticket.platform, ticket)
    return list(newest.values())


def is_platform(session: Session, word: str) -> bool:
    """Tell whether any ticket came from a platform of this name."""
    return session.scalar(select(Ticket.id).where(Ticket.platform == word).limit(1)) is not None


def latest_rounds(session: Session, numbers: Collection[str]) -> dict[tuple[str, str], Ticket]:
    """Return the newest round of each of these numbers by (platform, number); one query however many there are."""
    query = select(Ticket).where(Ticket.ticket_no.in_(numbers)).order_by(Ticket.round, Ticket.id)
    return {(ticket.platform, ticket.ticket_no): ticket for ticket in session.scalars(query)} if numbers else {}


def round_of(session: Session, ticket_no: str, platform: str | None, number: int) -> Ticket | None:
    """Return one round of a number."""
    query = select(Ticket).where(Ticket.ticket_no == ticket_no, Ticket.round == number)
    if platform is not None:
        query = query.where(Ticket.platform == platform)
    return session.scalar(query.order_by(Ticket.id.desc()).limit(1))


@built_once
def _ending(four_digits: str) -> Select[Ticket]:
    return select(Ticket).where(Ticket.tail == four_digits).order_by(Ticket.round.desc(), Ticket.id.desc())


@built_once
def _open_ending(four_digits: str) -> Select[Ticket]:
    query = select(Ticket).where(Ticket.tail == four_digits, _in(OPEN_STATES))
    return query.order_by(Ticket.round.desc(), Ticket.id.desc())


def ending_in(session: Session, tail: str, *, only_open: bool = False) -> list[Ticket]:
    """Return the latest rounds (of all, or of what is open) whose number ends in `tail`, newest first.

    `tail` has four digits or more. A drill is never meant where a real ticket may be.
    """
    find = _open_ending if only_open else _ending
    newest: dict[tuple[str, str], Ticket] = {}
    for ticket in find.all(session, tail[-4:]):
        if not ticket.ticket_no.endswith(tail):
            continue
        newest.setdefault((ticket.platform, ticket.ticket_no), ticket)
    return [ticket for ticket in newest.values() if not ticket.is_drill] or list(newest.values())


def shortest_tail(session: Session, ticket: Ticket) -> str:
    """Return the fewest last digits (four or more) by which a command finds this ticket, else its whole number.

    Open tickets are looked at first, as commands do: a closed one needs an end that no other has at all. Where
    another platform has the same number, the own platform's name stands before it.
    """
    number = ticket.ticket_no
    is_open = ticket.state in OPEN_STATES
    digits = len(number) - len(number.rstrip("0123456789"))
    for length in range(4, min(digits, _LONGEST_TAIL, len(number) - 1) + 1):
        found = ending_in(session, number[-length:], only_open=is_open)
        if [each.id for each in found] == [ticket.id]:
            return number[-length:]
    others = [each for each in on_each_platform(session, number) if not is_open or each.state in OPEN_STATES]
    return f"{ticket.platform} {number}" if len(others) > 1 else number


def with_numbers(session: Session, numbers: Sequence[str]) -> list[Ticket]:
    """Return the latest round of each of these numbers, in their order; unknown ones are left out."""
    found = (latest_round(session, number) for number in numbers)
    return [ticket for ticket in found if ticket is not None]


# What a line of a list says of a ticket, and what tells who may read it.
_OF_A_LINE = (Ticket.ticket_no, Ticket.state, Ticket.is_urgent, Ticket.title, Ticket.address, Ticket.community)
_OF_ITS_READERS = (Ticket.confidential, Ticket.special_flags, Ticket.lead_unit_id, Ticket.named_dispatcher)
SHORT = (*_OF_A_LINE, *_OF_ITS_READERS)


def in_states(
    session: Session,
    states: Collection[State],
    *,
    department_id: int | None = None,
    due_before: datetime | None = None,
    short: bool = False,
    after: tuple[datetime | None, int] | None = None,
    limit: int | None = 100,
) -> list[Ticket]:
    """Return tickets in these states by deadline (none last), optionally of one unit (lead or assisting).

    `short` brings only what a line of a list says and who may read it; the rest is fetched one by one when asked for.
    """
    query = select(Ticket).where(_in(states), Ticket.is_drill.is_(False))
    if department_id is not None:
        held = select(Assignment.ticket_id).where(
            Assignment.department_id == department_id, Assignment.ended_at.is_(None)
        )
        query = query.where(or_(Ticket.lead_unit_id == department_id, Ticket.id.in_(held)))
    if short:
        query = query.options(load_only(*SHORT))
    if due_before is not None:
        query = query.where(Ticket.deadline_at < due_before)
    if after is not None:
        query = query.where(_later_than(*after))
    return list(
        session.scalars(query.order_by(Ticket.deadline_at.is_(None), Ticket.deadline_at, Ticket.id).limit(limit))
    )


def _later_than(deadline_at: datetime | None, ticket_id: int) -> ColumnElement[bool]:
    if deadline_at is None:
        return (Ticket.deadline_at.is_(None)) & (Ticket.id > ticket_id)
    same = (Ticket.deadline_at == deadline_at) & (Ticket.id > ticket_id)
    return or_(Ticket.deadline_at > deadline_at, same, Ticket.deadline_at.is_(None))


def with_caller_phone(session: Session, hashes: Collection[str], limit: int = 50) -> list[Ticket]:
    """Return the tickets whose caller's phone has one of these keyed hashes, newest first."""
    return _of_callers(session, Caller.phone_hash.in_(hashes), limit)


def with_caller_name(
    session: Session, hashes: Collection[str], limit: int = 50, *, place: str | None = None
) -> list[Ticket]:
    """Return the tickets whose caller's full name has one of these keyed hashes, newest first, of a place if given."""
    return _of_callers(session, Caller.name_hash.in_(hashes), limit, place)


def _of_callers(session: Session, is_it: ColumnElement[bool], limit: int, place: str | None = None) -> list[Ticket]:
    query = select(Ticket).join(Ticket.caller).where(is_it, Ticket.is_drill.is_(False))
    if place:
        columns = (Ticket.place_key, Ticket.community, Ticket.address)
        query = query.where(or_(*(column.contains(place, autoescape=True) for column in columns)))
    return list(session.scalars(query.order_by(Ticket.id.desc()).limit(limit)))


def archivable(session: Session, replied_before: datetime, limit: int = 200) -> list[int]:
    """Return ids of tickets replied before a moment and not archived yet; one without that counts from coming in."""
    replied_at = func.coalesce(Ticket.replied_at, Ticket.created_at)
    query = select(Ticket.id).where(Ticket.state == "replied", replied_at <= replied_before)
    return list(session.scalars(query.order_by(replied_at).limit(limit)))


@built_once
def _running_assignments(ticket_ids: Sequence[int]) -> Select[Assignment]:
    query = select(Assignment).where(Assignment.ticket_id.in_(ticket_ids), Assignment.ended_at.is_(None))
    return query.order_by(Assignment.id)


def assignments_of(session: Session, ticket_id: int) -> list[Assignment]:
    """Return the units that hold a ticket now, the lead first."""
    return sorted(_running_assignments.all(session, (ticket_id,)), key=lambda row: row.role != "lead")


def running_assignments(session: Session, ticket_ids: Sequence[int]) -> list[Assignment]:
    """Return the units that hold any of these tickets now."""
    return _running_assignments.all(session, ticket_ids)


def held_by(session: Session, department_ids: Sequence[int], states: Collection[State]) -> list[Assignment]:
    """Return what these units hold of tickets in these states, oldest first."""
    query = (
        select(Assignment)
        .join(Assignment.ticket)
        .where(Assignment.department_id.in_(department_ids), Assignment.ended_at.is_(None), _in(states))
        .order_by(Assignment.id)
    )
    return list(session.scalars(query))


@built_once
def _events_of(ticket_id: int) -> Select[Event]:
    return select(Event).where(Event.ticket_id == ticket_id).order_by(Event.id)


def events_of(session: Session, ticket_id: int) -> list[Event]:
    """Return the story of a ticket in the order it was recorded."""
    return _events_of.all(session, ticket_id)


def last_events_by(session: Session, actor: str, since: datetime, ticket_id: int | None = None) -> list[Event]:
    """Return what a person did since a desk moment, newest first."""
    query = select(Event).where(Event.actor == actor, Event.recorded_at >= since)
    if ticket_id is not None:
        query = query.where(Event.ticket_id == ticket_id)
    return list(session.scalars(query.order_by(Event.id.desc()).limit(50)))


def touched_by(session: Session, inbox_id: int, kinds: Collection[EventKind] = ()) -> list[Ticket]:
    """Return the tickets to which an inbound message did anything, or something of these kinds."""
    of_message = select(Event.ticket_id).where(Event.inbox_id == inbox_id)
    if kinds:
        of_message = of_message.where(Event.kind.in_(kinds))
    return list(session.scalars(select(Ticket).where(Ticket.id.in_(of_message)).order_by(Ticket.id)))


def later_events(session: Session, ticket_id: int, event_id: int) -> list[Event]:
    """Return what happened to a ticket after an event."""
    query = select(Event).where(Event.ticket_id == ticket_id, Event.id > event_id).order_by(Event.id)
    return list(session.scalars(query))


@built_once
def _to_resume(now: datetime) -> Select[int]:
    return select(Ticket.id).where(*_suspended_until(), Ticket.resume_at <= now).order_by(Ticket.id)


def to_resume(session: Session, now: datetime) -> list[int]:
    """Return ids of the suspended tickets whose date has come."""
    return _to_resume.all(session, now)


@built_once
def _next_resumption(after: datetime, until: datetime) -> Select[datetime | None]:
    within = (Ticket.resume_at > after, Ticket.resume_at <= until)
    return select(func.min(Ticket.resume_at)).where(*_suspended_until(), *within)


def next_resumption(session: Session, after: datetime, until: datetime) -> datetime | None:
    """Return the earliest moment in (after, until] at which a suspended ticket goes on by itself."""
    return _next_resumption.first(session, after, until)


def _suspended_until() -> tuple[ColumnElement[bool], ...]:
    # The state is named because its index keeps the search among suspended tickets.
    return (_in([State.SUSPENDED]), Ticket.resume_at.is_not(None))


def count_open(session: Session) -> dict[str, int]:
    """Count open tickets by state."""
    counted = _in(OPEN_STATES), Ticket.is_drill.is_(False)
    query = select(Ticket.state, func.count()).where(*counted).group_by(Ticket.state)
    return dict(session.execute(query).all())


def _in(states: Collection[State]) -> ColumnElement[bool]:
    return Ticket.state.in_([str(state) for state in states])


def category_levels(session: Session, of_last: int = 5000) -> set[str]:
    """Return every level of the categories of the last tickets."""
    query = select(Ticket.category_path).order_by(Ticket.id.desc()).limit(of_last)
    return {level for path in session.scalars(query) for level in path}


def addresses_beside(session: Session, ticket_id: int, of_last: int = 500) -> list[str]:
    """Return the addresses of the last other tickets."""
    query = select(Ticket.address).where(Ticket.id != ticket_id, Ticket.address.is_not(None))
    return [str(address) for address in session.scalars(query.order_by(Ticket.id.desc()).limit(of_last))]
