"""Finds the words of the last orders, the hot spots of a span, and how often suggestions were followed."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Engine, Row, Select, delete, func, select
from sqlalchemy.orm import defer

from models.database import Session
from models.study import HotSpotRow, Suggestion, TicketWords
from models.ticket import Ticket
from rules.gram_index import GramIndex

# So many of the newest orders are known by their words; what is older tells little of today's units.
KNOWN = 20_000
# An index that has grown by so much is built anew without the oldest.
_SLACK = 5_000
_COUNTS = (Ticket.is_drill.is_(False), Ticket.state != "voided")


def without_words(session: Session, most: int) -> list[Ticket]:
    """Return some of the newest orders whose words are not known yet, oldest first."""
    query = (
        select(Ticket)
        .outerjoin(TicketWords, TicketWords.ticket_id == Ticket.id)
        .where(Ticket.id > _newest(session) - KNOWN, TicketWords.ticket_id.is_(None), Ticket.is_drill.is_(False))
    )
    return list(session.scalars(query.order_by(Ticket.id).limit(most)))


def newest_known(session: Session) -> int:
    """Return the id of the newest order whose words are known; 0 when there is none."""
    return session.scalar(select(func.max(TicketWords.ticket_id))) or 0


def forget_old_words(session: Session) -> None:
    """Forget the words of all but the newest orders."""
    session.execute(delete(TicketWords).where(TicketWords.ticket_id <= _newest(session) - KNOWN))


def forget_words_of(session: Session, ticket_id: int) -> None:
    """Forget the words of an order that says something else now; they are learnt anew."""
    session.execute(delete(TicketWords).where(TicketWords.ticket_id == ticket_id))


def called_since(session: Session, since: datetime) -> Sequence[Row[Ticket, bytes]]:
    """Return the orders that came since then with their words, oldest first."""
    came_at = func.coalesce(Ticket.first_dispatched_at, Ticket.reported_at, Ticket.created_at)
    query = (
        select(Ticket, TicketWords.grams)
        .join(TicketWords, TicketWords.ticket_id == Ticket.id)
        .where(came_at > since, Ticket.round == 1, *_COUNTS)
    )
    return session.execute(query.order_by(came_at, Ticket.id)).all()


def hot_spots_since(session: Session, since: datetime) -> list[HotSpotRow]:
    """Return the hot spots that were still found since then, newest first."""
    query = select(HotSpotRow).where(HotSpotRow.last_found_at >= since)
    return list(session.scalars(query.order_by(HotSpotRow.last_found_at.desc(), HotSpotRow.id.desc())))


def hot_spot(session: Session, row_id: int) -> HotSpotRow:
    """Return a hot spot by id."""
    return session.get_one(HotSpotRow, row_id)


def tickets(session: Session, ids: Collection[int]) -> list[Ticket]:
    """Return tickets by id, the oldest first."""
    query = select(Ticket).where(Ticket.id.in_(ids)).options(defer(Ticket.deadline_reasons))
    return list(session.scalars(query.order_by(Ticket.id)))


def suggestion_of(session: Session, ticket_id: int) -> Suggestion | None:
    """Return what was suggested for an order."""
    return session.get(Suggestion, ticket_id)


def suggestions_followed(session: Session, since: datetime, until: datetime | None = None) -> tuple[int, int]:
    """Return how many orders of a span with a suggested unit were assigned, and how many of them to that unit."""
    followed = func.count().filter(Ticket.lead_unit_id == Suggestion.unit_id)
    n_assigned, n_followed = session.execute(_measured(select(func.count(), followed), since, until)).one()
    return n_assigned, n_followed or 0


def suggestions_measured(session: Session, since: datetime, until: datetime) -> Sequence[Row[int, bool]]:
    """Return the same orders one by one, with whether each went to the suggested unit."""
    columns = Suggestion.ticket_id, (Ticket.lead_unit_id == Suggestion.unit_id).label("is_followed")
    return session.execute(_measured(select(*columns), since, until).order_by(Suggestion.ticket_id)).all()


def _measured(query: Select[Any, Any], since: datetime, until: datetime | None) -> Select[Any, Any]:
    """Narrow a query to the suggested units of a span that can be measured."""
    ended = () if until is None else (Suggestion.suggested_at < until,)
    known = Suggestion.unit_id.is_not(None), Ticket.lead_unit_id.is_not(None)
    of_span = Suggestion.suggested_at >= since, *ended
    return query.select_from(Suggestion).join(Suggestion.ticket).where(*of_span, *known, *_COUNTS)


def _newest(session: Session) -> int:
    return session.scalar(select(func.max(Ticket.id))) or 0


@dataclass
class _Kept:
    """The words of one database's last orders in this process, by their place in the index."""

    ids: list[int] = field(default_factory=list)
    index: GramIndex = field(default_factory=GramIndex)
    lock: Lock = field(default_factory=Lock)


_kept: weakref.WeakKeyDictionary[Engine, _Kept] = weakref.WeakKeyDictionary()


def likest(session: Session, grams: Sequence[int], most: int, at_least: float) -> list[tuple[float, int]]:
    """Return the likest of the last orders by id, with their likeness; what came to be known since is read first."""
    engine = session.get_bind().engine
    kept = _kept.setdefault(engine, _Kept())
    with kept.lock:
        if len(kept.ids) > KNOWN + _SLACK:
            kept.ids, kept.index = [], GramIndex()
        last = kept.ids[-1] if kept.ids else 0
        query = select(TicketWords.ticket_id, TicketWords.grams).where(TicketWords.ticket_id > last)
        for ticket_id, words in session.execute(query.order_by(TicketWords.ticket_id)):
            kept.ids.append(ticket_id)
            kept.index.add(memoryview(words).cast("I"))
        return [(likeness, kept.ids[number]) for likeness, number in kept.index.nearest(grams, most, at_least)]
