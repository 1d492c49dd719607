"""Moves the official deadline after a correction, with every clock that hangs on it."""

from __future__ import annotations

from datetime import datetime

from actions import clocks
from actions.desk import Desk
from actions.refusals import Refusal
from actions.ticket_dues import dues_of, internal_deadline
from actions.ticket_facts import reasons_as_json
from models.clock import Clock
from models.queries import clocks as clock_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.deadlines import Basis, Official, OrderFacts, official_deadline
from rules.lifecycle import WITH_UNIT, Stage, State
from rules.stages import Grade

_GUESSED = frozenset({Basis.ASSUMED, Basis.WEEKDAY_GUESS, Basis.NONE})
# Their limits are shares of the official one.
_HANG_ON_IT = frozenset(
    {Stage.ASSIGN, Stage.ACCEPT, Stage.FIRST_CONTACT, Stage.HANDLE, Stage.FOLLOW_UP, Stage.PLATFORM_REPLY}
)


def move_deadline(desk: Desk, ticket: Ticket, column: str) -> None:
    """Work out the official deadline anew after a column changed, and let every clock that hangs on it follow.

    Raises Refusal for more time than the order gives, which only the city can grant.
    """
    started_at = ticket.first_dispatched_at or ticket.reported_at or ticket.created_at
    stated = ticket.deadline_at if column == "deadline_at" or ticket.deadline_basis == "deadline" else None
    facts = OrderFacts(
        kind=ticket.kind,
        deadline_at=None if column == "limit_text" else stated,
        limit_text=ticket.limit_text,
        grade=Grade(ticket.grade) if ticket.grade and ticket.deadline_basis == "grade" else None,
        urgency=ticket.urgency,
        emergency=ticket.is_urgent and "突发" in ticket.special_flags,
    )
    official = official_deadline(facts, started_at, desk.rules.calendar)
    _check_not_extended(desk, ticket, official)
    ticket.deadline_at, ticket.deadline_basis = official.deadline_at, str(official.basis)
    ticket.grade = str(official.grade) if official.grade else None
    ticket.is_urgent, ticket.deadline_reasons = official.is_urgent, reasons_as_json(official.reasons)
    for clock in clock_queries.clocks_of(desk.session, ticket.id, running_only=True):
        if clock.stage in _HANG_ON_IT:
            clocks.restart(desk, ticket, clock, due_at=_half_way(desk, ticket, clock))
    _start_missing(desk, ticket, started_at)
    if ticket.lead_unit_id is not None and ticket.assigned_at is not None:
        running_until = clocks.due_of(desk, ticket, Stage.HANDLE, ticket.lead_unit_id)
        ticket.internal_deadline_at = running_until or internal_deadline(desk, ticket, ticket.assigned_at)


def _half_way(desk: Desk, ticket: Ticket, clock: Clock) -> datetime | None:
    """An order that was sent back stays due half-way, and by the desk's own word where there is no deadline."""
    if clock.stage != Stage.HANDLE or all(reason["code"] != "fixed" for reason in clock.reasons):
        return None
    due = dues_of(desk, ticket).reopened_handle(clock.started_at)
    return due.due_at if due else clock.due_at


def _start_missing(desk: Desk, ticket: Ticket, started_at: datetime) -> None:
    """An order that had no deadline, such as praise, gets the clocks that it lacked."""
    running = clock_queries.clocks_of(desk.session, ticket.id, running_only=True)
    have = {(clock.stage, clock.department_id) for clock in running}
    if (Stage.PLATFORM_REPLY, None) not in have:
        clocks.start(desk, ticket, Stage.PLATFORM_REPLY, at=started_at, department_id=None)
    if ticket.state == State.RESOLVED and (Stage.FOLLOW_UP, None) not in have:
        clocks.start(desk, ticket, Stage.FOLLOW_UP, at=desk.now, department_id=None)
    for share in queries.assignments_of(desk.session, ticket.id) if State(ticket.state) in WITH_UNIT else []:
        if share.done_at is None and (Stage.HANDLE, share.department_id) not in have:
            clocks.start(desk, ticket, Stage.HANDLE, at=share.assigned_at, department_id=share.department_id)


def _check_not_extended(desk: Desk, ticket: Ticket, official: Official) -> None:
    """More time is an extension, which the city decides; only a limit nobody had written may be set freely."""
    if ticket.deadline_at is None or ticket.deadline_basis in _GUESSED:
        return
    later = official.deadline_at is None or official.deadline_at > ticket.deadline_at
    if later or ticket.deadline_at <= desk.now:
        raise Refusal("deadline_is_firm", ticket_no=ticket.ticket_no, overdue=ticket.deadline_at <= desk.now)
