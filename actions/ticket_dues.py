"""Works out when a ticket's clock is due, from what the ticket keeps of its official deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.desk import Desk
from actions.ticket_facts import reasons_as_json
from models.ticket import Ticket
from rules.deadlines import Basis, Official
from rules.stage_dues import TASK_LIMIT, Due, Dues, Standing, endorse_due
from rules.stages import Grade, Stage


@dataclass(frozen=True)
class ClockDue:
    """When a clock is due (aware UTC) and the reasons as plain values."""

    at: datetime
    reasons: list[dict[str, Any]]


def official_limit_of(ticket: Ticket) -> Official:
    """Return the official deadline a ticket carries, as the rules see it."""
    limit = ticket.deadline_at - ticket.came_at if ticket.deadline_at else None
    return Official(
        deadline_at=ticket.deadline_at,
        basis=Basis(ticket.deadline_basis) if ticket.deadline_basis else Basis.NONE,
        grade=Grade(ticket.grade) if ticket.grade else None,
        limit=limit,
        is_urgent=ticket.is_urgent,
        reasons=(),
    )


def dues_of(desk: Desk, ticket: Ticket) -> Dues:
    """Return the rules' answers for one ticket."""
    return Dues(official_limit_of(ticket), desk.rules.policies, desk.rules.night, ticket.contact_limit_text)


def due_for(desk: Desk, ticket: Ticket, stage: Stage, started_at: datetime, fixed: datetime | None) -> ClockDue | None:
    """Return when a stage begun at a moment is due, `fixed` winning; None where the ticket has no such limit."""
    if fixed is not None:
        return ClockDue(fixed, [{"code": "fixed", "facts": {"at": fixed.isoformat()}}])
    match stage:
        case Stage.REQUEST:
            return ClockDue(endorse_due(started_at, ticket.is_urgent, desk.rules.night), [])
        case Stage.TASK:
            return ClockDue(started_at + TASK_LIMIT, [])
        case Stage.PROMISE:
            raise ValueError("a promise is due when it says")
    return due_of_stage(dues_of(desk, ticket), ticket, stage, started_at)


def due_of_stage(dues: Dues, ticket: Ticket, stage: Stage, started_at: datetime) -> ClockDue | None:
    """Return when a stage is due by a ticket's own dues; None where the ticket has no such limit."""
    due = dues.due(stage, started_at)
    return _told(due, ticket, stage) if due else None


def reopened_due(desk: Desk, ticket: Ticket) -> ClockDue | None:
    """Return the due of a handle that begins again now; None without an official deadline."""
    due = dues_of(desk, ticket).reopened_handle(desk.now)
    return _told(due, ticket, Stage.HANDLE) if due else None


def resumed_due(desk: Desk, ticket: Ticket, stage: Stage, clock: Standing, at: datetime) -> ClockDue:
    """Return when a clock that stood still with its ticket is due after that."""
    due = dues_of(desk, ticket).resumed(stage, clock, at)
    return ClockDue(due.due_at, reasons_as_json(due.reasons))


def internal_deadline(desk: Desk, ticket: Ticket, started_at: datetime) -> datetime | None:
    """Return by when the lead unit has to be done."""
    due = dues_of(desk, ticket).internal_deadline(started_at)
    return due.due_at if due else None


def _told(due: Due, ticket: Ticket, stage: Stage) -> ClockDue:
    reasons = reasons_as_json(due.reasons)
    if stage is Stage.PLATFORM_REPLY:
        reasons = list(ticket.deadline_reasons)
    return ClockDue(due.due_at, reasons)
