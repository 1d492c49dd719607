"""Says what of a ticket decides who may see and touch it: the units that hold it and the person named to assign it."""

from __future__ import annotations

from actions.desk import Desk
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.permissions import TicketScope


def scope_of(desk: Desk, ticket: Ticket) -> TicketScope:
    """Return a ticket as the permission table sees it; a closed ticket still belongs to the units that had it."""
    shares = queries.assignments_of(desk.session, ticket.id, active_only=False)
    holding = {share.department_id for share in shares if share.ended_at is None}
    if not holding and ticket.lead_unit_id is not None:
        holding = {ticket.lead_unit_id}
    return TicketScope(frozenset(holding), ticket.named_dispatcher)
