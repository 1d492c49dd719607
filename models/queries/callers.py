"""Finds whose names may stand in what is written about a ticket."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from models.assignment import Assignment
from models.caller import Caller
from models.database import Session
from models.ticket import Ticket
from rules.stages import WITH_UNIT, State


def names_beside(session: Session, ticket_id: int) -> Sequence[str]:
    """Return who was ever taken for the caller of what the units of a ticket hold or have just reported done."""
    own, beside = aliased(Assignment), aliased(Assignment)
    query = (
        select(Caller)
        .join(Ticket, Ticket.id == Caller.ticket_id)
        .join(beside, beside.ticket_id == Ticket.id)
        .join(own, own.department_id == beside.department_id)
        .where(own.ticket_id == ticket_id, own.ended_at.is_(None), beside.ended_at.is_(None))
        .where(Ticket.id != ticket_id, Ticket.state.in_([*WITH_UNIT, State.RESOLVED]))
    )
    return [name for caller in session.scalars(query).unique() for name in caller.ever("name")]
