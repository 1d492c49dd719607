"""Tells whether a person may have a report or a file now: whoever was sent it may have lost the right since."""

from __future__ import annotations

from actions.audiences import Target
from actions.desk import Desk
from actions.scopes import scope_of
from models.queries import people
from models.queries import tickets as ticket_queries
from models.report import IssuedFile, Report
from models.ticket import Ticket
from rules.permissions import Actor, Allowed, Chat, Place, TicketScope, may
from rules.report_periods import ReportKind

OFFICIALS = frozenset({"supervisor", "leader"})
# A statement is told of by the officials' part of the ledger, evidence is sent with the draft of a reply.
_STATEMENT, _EVIDENCE = "whole_ledger", "draft"


def may_have(desk: Desk, row: Report, userid: str) -> bool:
    """Tell whether a report is for this person: by a right to ask for it, or by a role it goes to by itself."""
    someone = people.person(desk.session, userid)
    if someone is None:
        return False
    kind, roles = ReportKind(row.kind), frozenset(someone.roles)
    if kind is ReportKind.INCIDENT and is_for_officials(desk, row):
        return bool(roles & OFFICIALS)
    action = _STATEMENT if kind is ReportKind.STATEMENT else str(kind)
    return bool(roles & set(desk.rules.report_times.to.get(kind, ()))) or _may(desk, userid, action, None)


def may_open(desk: Desk, file: IssuedFile, userid: str) -> bool:
    """Tell whether a file, of a report or of a ticket's evidence, is for this person."""
    if file.report_id is not None:
        return may_have(desk, desk.session.get_one(Report, file.report_id), userid)
    ticket = desk.session.get(Ticket, file.ticket_id) if file.ticket_id else None
    return ticket is not None and _may(desk, userid, _EVIDENCE, scope_of(desk, ticket))


def still_for(desk: Desk, row: Report, targets: list[Target]) -> list[Target]:
    """Return those of the targets to whom a report may go now; a group keeps what it ordered."""
    people_only = [(each, each.destination.partition(":")) for each in targets]
    return [each for each, (kind, _, name) in people_only if kind != "user" or may_have(desk, row, name)]


def is_for_officials(desk: Desk, row: Report) -> bool:
    """Tell whether a report tells the matter of a sensitive order."""
    numbers = (row.subject or {}).get("ticket_nos", [])
    return any(ticket.is_sensitive for ticket in ticket_queries.with_numbers(desk.session, numbers))


def _may(desk: Desk, userid: str, action: str, scope: TicketScope | None) -> bool:
    someone = people.person(desk.session, userid)
    if someone is None:
        return False
    actor = Actor(someone.userid, frozenset(someone.roles), someone.department_id)
    return isinstance(may(actor, action, Place(Chat.DIRECT), scope), Allowed)
