"""Finds what the records say of single orders in a report: last words, reminders, who was told, what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from models.caller import Caller
from models.database import Session
from models.delivery import Delivery
from models.event import Event
from models.group import Group
from models.person import Person

Row = Any
# Fewer than either database takes as parameters of one statement.
_AT_ONCE = 500
_SAYS = ("contacted", "progress", "promised", "resolved", "unit_message")
# The ladder's own entries say when somebody was to be reminded; who was told stands in the deliveries.
_NO_STEP = ("reminded", "escalated", "missed", "updated", "revealed", "evidence")


def last_words(session: Session, ticket_ids: Sequence[int]) -> Iterator[Row]:
    """Yield the last that units said of each of these tickets: masked as it was recorded."""
    for some in _parts(ticket_ids):
        last = select(func.max(Event.id)).where(Event.ticket_id.in_(some), Event.kind.in_(_SAYS))
        last = last.where(Event.text.is_not(None), Event.text != "").group_by(Event.ticket_id)
        columns = (Event.ticket_id, Event.recorded_at.label("said_at"), Event.kind, Event.text)
        yield from session.execute(select(*columns).where(Event.id.in_(last)).order_by(Event.ticket_id))


def callers_of(session: Session, ticket_ids: Sequence[int]) -> dict[int, Caller]:
    """Return the callers of these tickets, to take them out of texts that were written before they were known."""
    found: dict[int, Caller] = {}
    for some in _parts(ticket_ids):
        found |= {caller.ticket_id: caller for caller in session.scalars(_callers(some))}
    return found


def reminders(session: Session, ticket_ids: Sequence[int]) -> Iterator[Row]:
    """Yield the reminders of these tickets that went out, by clock and moment."""
    for some in _parts(ticket_ids):
        columns = (Delivery.clock_id, Delivery.ticket_id, Delivery.facts, Delivery.audience, Delivery.ended_at)
        query = select(*columns).where(Delivery.ticket_id.in_(some), Delivery.kind == "reminder")
        query = query.where(Delivery.state == "sent", Delivery.clock_id.is_not(None))
        yield from session.execute(query.order_by(Delivery.clock_id, Delivery.ended_at, Delivery.id))


def told(session: Session, ticket_ids: Sequence[int]) -> Iterator[Row]:
    """Yield whom these tickets were told to, each destination once, by when it first was.

    A reminder of one of their limits tells nobody what happened.
    """
    ended = Delivery.state.in_(("sent", "failed", "unknown"))
    query = (
        select(
            *(Delivery.ticket_id, Delivery.destination, func.min(Delivery.id).label("id")),
            *(func.min(Delivery.ended_at).label("told_at"), Delivery.state),
        )
        .where(Delivery.ticket_id.in_(ticket_ids), Delivery.kind != "reminder", ended)
        .group_by(Delivery.ticket_id, Delivery.destination, Delivery.state)
        .order_by(func.min(Delivery.ended_at), func.min(Delivery.id))
    )
    yield from session.execute(query)


def destinations(session: Session) -> dict[str, str]:
    """Return the names of everything that can be told: groups and people of the desk and the units."""
    groups = {f"group:{key}": name for key, name in session.execute(select(Group.id, Group.name))}
    return groups | {f"user:{userid}": name for userid, name in session.execute(select(Person.userid, Person.name))}


def steps(session: Session, ticket_ids: Sequence[int]) -> Iterator[Row]:
    """Yield what happened to these tickets, in the order it was recorded."""
    columns = (Event.id, Event.ticket_id, Event.occurred_at, Event.kind, Event.facts, Event.text)
    query = select(*columns).where(Event.ticket_id.in_(ticket_ids), Event.kind.not_in(_NO_STEP))
    yield from session.execute(query.order_by(Event.occurred_at, Event.id))


def _callers(ticket_ids: Sequence[int]) -> Any:
    return select(Caller).where(Caller.ticket_id.in_(ticket_ids))


def _parts(ticket_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ticket_ids[start : start + _AT_ONCE] for start in range(0, len(ticket_ids), _AT_ONCE))
