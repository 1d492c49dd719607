"""Finds what belongs together with a ticket: its other rounds, what it was merged into and what into it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from models.database import Session
from models.ticket import Ticket


def other_rounds(session: Session, ticket: Ticket) -> list[Ticket]:
    """Return the other rounds of a ticket's number, oldest first."""
    query = select(Ticket).where(
        Ticket.platform == ticket.platform, Ticket.ticket_no == ticket.ticket_no, Ticket.id != ticket.id
    )
    return list(session.scalars(query.order_by(Ticket.round)))


def dispatch_number(session: Session, ticket: Ticket) -> int:
    """Return the how manieth dispatch of its number a ticket is; what was voided counts nowhere."""
    if ticket.round == 1:
        return 1
    earlier = [each for each in other_rounds(session, ticket) if each.round < ticket.round and each.state != "voided"]
    return len(earlier) + 1


def merged_with(session: Session, ticket: Ticket) -> list[Ticket]:
    """Return the ticket it was merged into, then those merged into it, oldest first."""
    # The state is named because its index keeps the search among merged tickets.
    query = select(Ticket).where(Ticket.state == "merged", Ticket.merged_into_id == ticket.id).order_by(Ticket.id)
    found = list(session.scalars(query))
    into = session.get(Ticket, ticket.merged_into_id) if ticket.merged_into_id else None
    return [into, *found] if into else found


def rounds_of_numbers(session: Session, numbers: Collection[str]) -> dict[str, list[Ticket]]:
    """Return every round of these numbers on whatever platform, oldest first; without what was voided and drills."""
    query = select(Ticket).where(Ticket.ticket_no.in_(numbers), Ticket.state != "voided", Ticket.is_drill.is_(False))
    found: dict[str, list[Ticket]] = {}
    for ticket in session.scalars(query.order_by(Ticket.round, Ticket.id)):
        found.setdefault(ticket.ticket_no, []).append(ticket)
    return found
