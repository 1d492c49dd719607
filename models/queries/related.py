"""Finds the older orders of a citizen or a place, and which orders were found to go on from which."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select, union

from models.caller import Caller
from models.database import Session
from models.relation import Relation
from models.ticket import Ticket

# Newest first: a place that has more than this is none of one building.
_MOST = 2000
_COUNTS = (Ticket.is_drill.is_(False), Ticket.state != "voided")


def of_phones(session: Session, hashes: Collection[str]) -> list[tuple[str, Ticket]]:
    """Return the tickets whose caller's phone has one of these keyed hashes, with it, newest first."""
    query = select(Caller.phone_hash, Ticket).join(Ticket.caller).where(Caller.phone_hash.in_(hashes), *_COUNTS)
    rows = session.execute(query.order_by(Ticket.id.desc()).limit(_MOST)) if hashes else ()
    return [(phone_hash or "", ticket) for phone_hash, ticket in rows]


def of_places(session: Session, keys: Collection[str]) -> list[Ticket]:
    """Return the tickets of these places, newest first."""
    query = select(Ticket).where(Ticket.place_key.in_(keys), *_COUNTS).order_by(Ticket.id.desc()).limit(_MOST)
    return list(session.scalars(query)) if keys else []


def earlier_of(session: Session, ticket_id: int) -> list[Relation]:
    """Return what a ticket goes on from, the closest first."""
    return list(session.scalars(select(Relation).where(Relation.ticket_id == ticket_id).order_by(Relation.id)))


def later_of(session: Session, ticket_id: int) -> list[Relation]:
    """Return which orders go on from a ticket, oldest first; what was voided counts nowhere."""
    query = select(Relation).join(Relation.ticket).where(Relation.earlier_id == ticket_id, Ticket.state != "voided")
    return list(session.scalars(query.order_by(Relation.id)))


def times_called(session: Session, ticket_id: int) -> int:
    """Return how often the matter of a ticket was called in, itself and what was merged into it included."""
    again = select(Relation.ticket_id).join(Relation.ticket)
    again = again.where(Relation.earlier_id == ticket_id, Relation.is_same_matter, Ticket.state != "voided")
    merged = select(Ticket.id).where(Ticket.state == "merged", Ticket.merged_into_id == ticket_id)
    return 1 + (session.scalar(select(func.count()).select_from(union(again, merged).subquery())) or 0)
