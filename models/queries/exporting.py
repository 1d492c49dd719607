"""Streams the orders of a selection for an export, finds saved selections, and reads the access log."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from models.access_log import AccessEntry
from models.database import Session
from models.queries.reporting import CAME_AT, COUNTS, within
from models.queries.subjects import about
from models.saved_search import SavedSearch
from models.ticket import Ticket
from rules.report_periods import Period
from rules.report_subject import Subject

_AT_ONCE = 500


def selected(session: Session, subject: Subject, state: str | None, period: Period) -> Iterator[Ticket]:
    """Yield the orders that came in a period and fit, with their callers, oldest first; drills and voided never."""
    query = select(Ticket).options(joinedload(Ticket.caller), joinedload(Ticket.lead_unit))
    query = query.where(within(CAME_AT, period), *COUNTS, *about(session, subject))
    if state:
        query = query.where(Ticket.state == state)
    yield from session.scalars(query.order_by(CAME_AT, Ticket.id).execution_options(yield_per=_AT_ONCE))


def keep_log(session: Session, ticket_ids: Collection[int], at: datetime, actor: str, reason: str) -> None:
    """Write the line of each order whose identity was exported."""
    shared = {"at": at, "actor": actor, "action": "export", "reason": reason, "channel": "console"}
    if ticket_ids:
        session.execute(insert(AccessEntry), [{"ticket_id": each, **shared} for each in ticket_ids])


def saved_search(session: Session, name: str) -> SavedSearch | None:
    """Return the selection that is saved under a name."""
    return session.scalar(select(SavedSearch).where(SavedSearch.name == name))


def saved_searches(session: Session) -> list[SavedSearch]:
    """Return all saved selections in the order of their names."""
    return list(session.scalars(select(SavedSearch).order_by(SavedSearch.name)))


def access_log(
    session: Session, since: datetime | None = None, ticket_id: int | None = None
) -> list[tuple[AccessEntry, str | None]]:
    """Return who looked at identities, oldest first, each with the order's number."""
    query = select(AccessEntry, Ticket.ticket_no).join(Ticket, Ticket.id == AccessEntry.ticket_id, isouter=True)
    if since is not None:
        query = query.where(AccessEntry.at >= since)
    if ticket_id is not None:
        query = query.where(AccessEntry.ticket_id == ticket_id)
    found = session.execute(query.order_by(AccessEntry.at, AccessEntry.id))
    return [(entry, number) for entry, number in found]
