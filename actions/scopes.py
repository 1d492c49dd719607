"""Says what of a ticket decides who may see and touch it: its units, who may assign it, its secrecy."""

from __future__ import annotations

from collections.abc import Iterable

from actions.desk import Desk
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import CLOSED_STATES
from rules.permissions import TicketScope


def scope_of(desk: Desk, ticket: Ticket) -> TicketScope:
    """Return a ticket as the permission table sees it; a closed ticket still belongs to the units that had it."""
    return scopes_of(desk, [ticket])[ticket.id]


def scopes_of(desk: Desk, tickets: Iterable[Ticket]) -> dict[int, TicketScope]:
    """Return many tickets as the permission table sees them, by their ids, at the cost of one."""
    known = {ticket.id: ticket for ticket in tickets}
    holding: dict[int, set[int]] = {}
    for share in queries.running_assignments(desk.session, list(known)):
        holding.setdefault(share.ticket_id, set()).add(share.department_id)
    return {number: _scope(ticket, holding.get(number, set())) for number, ticket in known.items()}


def _scope(ticket: Ticket, holding: set[int]) -> TicketScope:
    if not holding and ticket.lead_unit_id is not None:
        holding = {ticket.lead_unit_id}
    return TicketScope(frozenset(holding), ticket.named_dispatcher, ticket.confidential, ticket.state in CLOSED_STATES)
