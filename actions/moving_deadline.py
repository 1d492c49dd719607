"""Moves the official deadline after a correction, with every clock that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions import calls, clocks
from actions.checking_corrections import have_checked
from actions.desk import Desk
from actions.lateness import START_UNKNOWN, begins_unknown
from actions.stated_limit import Held, check_not_extended, written
from actions.taking_back import plain
from actions.ticket_dues import dues_of, internal_deadline
from actions.ticket_facts import EMERGENCY_FLAGS, reasons_as_json
from models.clock import Clock
from models.event import Event
from models.queries import clocks as clock_queries
from models.queries import people as people_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.calling_times import TRIES
from rules.deadlines import OrderFacts, official_deadline
from rules.lifecycle import WITH_UNIT, Outcome, Stage, State
from rules.reasons import ReasonCode
from rules.stages import Grade

# What a correction of the deadline changes of an order besides its own column.
MOVED_WITH_DEADLINE = (
    "deadline_at",
    "deadline_basis",
    "deadline_reasons",
    "grade",
    "is_urgent",
    "internal_deadline_at",
)
_STATED_IN = {
    str(ReasonCode.LIMIT_ON_TICKET): "limit_text",
    str(ReasonCode.WORKING_DAYS_ON_TICKET): "limit_text",
    str(ReasonCode.DEADLINE_ON_TICKET): "deadline_at",
}
# How the limit of an order that was sent back came about; fixed where it had no deadline.
_OF_SENT_BACK = {"fixed", str(ReasonCode.HALF_WAY)}
# Their limits are shares of the official one.
_HANG_ON_IT = frozenset(
    {Stage.ASSIGN, Stage.ACCEPT, Stage.FIRST_CONTACT, Stage.HANDLE, Stage.FOLLOW_UP, Stage.PLATFORM_REPLY}
)


@dataclass(frozen=True)
class Correction:
    """Which column was put right, the event that tells of it, and what was held before."""

    column: str
    event: Event
    held: Held


def sign_from_dispatch(desk: Desk, ticket: Ticket) -> None:
    """Let signing count from the dispatch that is known now, or no more known, also when it was signed already."""
    for clock in clock_queries.clocks_of(desk.session, ticket.id):
        if clock.stage == Stage.SIGN and (clock.is_running or clock.outcome in (Outcome.MET, Outcome.MISSED)):
            signed_at = clock.stopped_at
            clocks.replace(desk, clock)
            successor = clocks.start(desk, ticket, Stage.SIGN, at=ticket.came_at, department_id=None)
            if successor is not None and begins_unknown(ticket, Stage.SIGN):
                successor.reasons = [*successor.reasons, START_UNKNOWN]
            if successor is not None and signed_at is not None:
                clocks.stop(desk, successor, signed_at, Outcome.MET)


def move_deadline(desk: Desk, ticket: Ticket, correction: Correction) -> None:
    """Work out the official deadline anew after a column changed, and let every clock that hangs on it follow.

    Raises Refusal for more time than the order gives, which only the city can grant. Where it gives none the
    deadline may be set freely; the supervisor on duty is told of one that moves later or takes a miss back.
    """
    column, held = correction.column, correction.held
    stated = ticket.deadline_at if column == "deadline_at" or ticket.deadline_basis == "deadline" else None
    facts = OrderFacts(
        kind=ticket.kind,
        deadline_at=None if column == "limit_text" else stated,
        limit_text=ticket.limit_text,
        grade=Grade(ticket.grade) if ticket.grade and ticket.deadline_basis == "grade" else None,
        urgency=ticket.urgency,
        emergency=bool(EMERGENCY_FLAGS & set(ticket.special_flags)),
    )
    official = official_deadline(facts, ticket.came_at, desk.rules.calendar)
    check_not_extended(desk, ticket, official, held)
    ticket.deadline_at, ticket.deadline_basis = official.deadline_at, str(official.basis)
    ticket.grade = str(official.grade) if official.grade else None
    ticket.is_urgent = official.is_urgent
    told = [*_as_corrected(desk, ticket, reasons_as_json(official.reasons)), _told_by(desk, ticket, correction)]
    ticket.deadline_reasons = told
    let_clocks_follow(desk, ticket, correction)
    have_checked(desk, ticket, correction.event, held.standing)


def let_clocks_follow(desk: Desk, ticket: Ticket, correction: Correction) -> None:
    """Give every clock that hangs on the deadline its due, after that was corrected or a correction taken back."""
    if correction.column == "first_dispatched_at":
        sign_from_dispatch(desk, ticket)
    for clock in clock_queries.clocks_of(desk.session, ticket.id, running_only=True):
        if clock.stage in _HANG_ON_IT:
            clocks.restart(desk, ticket, clock, due_at=_half_way(desk, ticket, clock))
        else:
            # An order that turned urgent is spoken of by night and more often.
            clocks.look_again(desk, clock)
    _start_missing(desk, ticket)
    if ticket.lead_unit_id is not None:
        running_until = clocks.due_of(desk, ticket, Stage.HANDLE, ticket.lead_unit_id)
        if running_until is not None:
            ticket.internal_deadline_at = running_until
        elif ticket.assigned_at is not None:
            ticket.internal_deadline_at = internal_deadline(desk, ticket, ticket.assigned_at)


def _as_corrected(desk: Desk, ticket: Ticket, reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark what counts from an agent's word, so that nobody says it stood on the order."""
    for reason in reasons:
        column = _STATED_IN.get(reason["code"])
        if column is not None and written(desk, ticket, column) != plain(getattr(ticket, column)):
            reason["facts"]["was_corrected"] = True
    return reasons


def _told_by(desk: Desk, ticket: Ticket, correction: Correction) -> dict[str, Any]:
    """The last reason of a corrected deadline: who put what right, and when it had been due before."""
    actor, before = correction.event.actor or "", correction.held.standing.deadline_at
    facts = {
        "by": people_queries.names_of(desk.session, [actor]).get(actor, actor),
        "at": desk.now.isoformat(),
        "column": correction.column,
        "before": before.isoformat() if before else None,
        "written": written(desk, ticket, "limit_text") if correction.column == "limit_text" else None,
    }
    return {"code": str(ReasonCode.CORRECTED), "facts": facts}


def _half_way(desk: Desk, ticket: Ticket, clock: Clock) -> datetime | None:
    """An order that was sent back stays due half-way, and by the desk's own word where there is no deadline."""
    if clock.stage != Stage.HANDLE or _OF_SENT_BACK.isdisjoint(reason["code"] for reason in clock.reasons):
        return None
    due = dues_of(desk, ticket).reopened_handle(clock.started_at)
    return due.due_at if due else clock.due_at


def _start_missing(desk: Desk, ticket: Ticket) -> None:
    """An order that had no deadline, such as praise, gets the clocks that it lacked."""
    running = clock_queries.clocks_of(desk.session, ticket.id, running_only=True)
    have = {(clock.stage, clock.department_id) for clock in running}
    if (Stage.PLATFORM_REPLY, None) not in have:
        clocks.start(desk, ticket, Stage.PLATFORM_REPLY, at=ticket.came_at, department_id=None)
    is_tried_out = calls.citizen_tries(desk, ticket, "follow_up") >= TRIES
    if ticket.state == State.RESOLVED and (Stage.FOLLOW_UP, None) not in have and not is_tried_out:
        clocks.start(desk, ticket, Stage.FOLLOW_UP, at=desk.now, department_id=None)
    for share in queries.assignments_of(desk.session, ticket.id) if State(ticket.state) in WITH_UNIT else []:
        if share.done_at is None and (Stage.HANDLE, share.department_id) not in have:
            clocks.start(desk, ticket, Stage.HANDLE, at=share.assigned_at, department_id=share.department_id)
