"""Sends the evidence of a ticket as files to one person, with a line in the access log for each."""

from __future__ import annotations

from actions.audiences import to_user
from actions.desk import Desk
from actions.file_ways import FILE
from actions.hiding import masked
from actions.outbox import Due, put
from actions.report_orders import CAUSE_FILE
from models.access_log import AccessEntry
from models.evidence import Evidence
from models.queries import files as queries
from models.queries import reports
from models.report import IssuedFile
from models.ticket import Ticket


def sendable(desk: Desk, ticket: Ticket) -> list[Evidence]:
    """Return the evidence that may be sent: none of a sensitive order."""
    return [] if ticket.is_sensitive else queries.evidence_of(desk.session, ticket.id)


def send_evidence(desk: Desk, ticket: Ticket, userid: str, *, occasion: str) -> int:
    """Have the evidence of a ticket sent to a person; returns how many files there are."""
    found = sendable(desk, ticket)
    for each in found:
        file = _file(desk, ticket, each)
        put(
            desk,
            Due(
                cause_kind=CAUSE_FILE,
                cause_id=file.id,
                kind=FILE,
                destination=to_user(userid).destination,
                audience="sender",
                due_at=desk.now,
                step=occasion,
                ticket_id=ticket.id,
            ),
        )
        entry = AccessEntry(at=desk.now, actor=userid, ticket_id=ticket.id, action="evidence", channel="app")
        entry.reason = f"evidence {each.id}"
        desk.session.add(entry)
    return len(found)


def _file(desk: Desk, ticket: Ticket, evidence: Evidence) -> IssuedFile:
    known = reports.file_of_evidence(desk.session, evidence.id)
    if known is not None:
        return known
    name = masked(ticket, evidence.filename)
    row = IssuedFile(ticket_id=ticket.id, evidence_id=evidence.id, kind=evidence.kind, filename=name)
    row.sha256, row.size_bytes, row.made_at = evidence.sha256, evidence.size_bytes, desk.now
    desk.session.add(row)
    desk.session.flush()
    return row
