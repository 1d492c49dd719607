"""Gives out a file of evidence and keeps a line of who had it: photos and recordings show whom nobody masked."""

from __future__ import annotations

from dataclasses import dataclass

from actions.desk import Desk
from actions.hiding import masked
from models.access_log import AccessEntry
from models.evidence import Evidence
from models.queries import files as queries
from models.ticket import Ticket


@dataclass(frozen=True)
class Look:
    """A file that may be handed out: what it is known by, its name without the caller's, its length."""

    sha256: str
    filename: str
    size_bytes: int


def look(desk: Desk, evidence_id: int, *, actor: str) -> Look | None:
    """Return a file of evidence and write the access log; None when there is none, or it is of a sensitive order."""
    found = desk.session.get(Evidence, evidence_id)
    ticket = desk.session.get(Ticket, found.ticket_id) if found is not None else None
    if found is None or ticket is None or ticket.is_sensitive:
        return None
    if found.id not in {each.id for each in queries.evidence_of(desk.session, ticket.id)}:
        return None
    entry = AccessEntry(at=desk.now, actor=actor, ticket_id=ticket.id, action="evidence", channel="board")
    entry.reason = f"evidence {found.id}"
    desk.session.add(entry)
    return Look(found.sha256, masked(ticket, found.filename), found.size_bytes)
