"""Moves the official deadline after a correction, with every clock that hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions import asking_first, clocks
from actions.audiences import officials_on_duty, to_user
from actions.desk import Desk
from actions.notices import notify
from actions.refusals import Refusal
from actions.taking_back import plain
from actions.ticket_dues import dues_of, internal_deadline
from actions.ticket_facts import reasons_as_json
from models.clock import Clock
from models.event import Event
from models.queries import clocks as clock_queries
from models.queries import people as people_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.deadlines import Basis, Official, OrderFacts, official_deadline
from rules.lifecycle import WITH_UNIT, EventKind, Outcome, Stage, State
from rules.reasons import ReasonCode
from rules.stages import Grade

_GUESSED = frozenset({Basis.ASSUMED, Basis.WEEKDAY_GUESS, Basis.NONE})
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
# Their limits are shares of the official one.
_HANG_ON_IT = frozenset(
    {Stage.ASSIGN, Stage.ACCEPT, Stage.FIRST_CONTACT, Stage.HANDLE, Stage.FOLLOW_UP, Stage.PLATFORM_REPLY}
)


@dataclass(frozen=True)
class Held:
    """The official deadline before a correction, whether anybody had written it, and what it was uncorrected."""

    deadline_at: datetime | None
    is_guess: bool
    uncorrected_at: datetime | None


@dataclass(frozen=True)
class Correction:
    """Which column was put right, the event that tells of it, and what was held before."""

    column: str
    event: Event
    held: Held


def held_deadline(desk: Desk, ticket: Ticket) -> Held:
    """Return the deadline of a ticket as it is held.

    It is a guess where the order stated none, or one that counts from a dispatch it did not state: what an agent
    supplied for it may be mistyped, and stays correctable until the city has decided.
    """
    story = queries.events_of(desk.session, ticket.id)
    created = next((event.facts for event in story if event.kind == EventKind.CREATED), {})
    came_with = created.get("deadline_basis", ticket.deadline_basis)
    is_guess = came_with in _GUESSED or (came_with != Basis.DEADLINE and not order_dispatched(desk, ticket))
    decided = any(event.kind == EventKind.DEADLINE_MOVED for event in story)
    is_free = (is_guess and not decided) or asking_first.is_asked(desk, ticket)
    return Held(ticket.deadline_at, is_free, _uncorrected(ticket, story))


def _uncorrected(ticket: Ticket, story: Sequence[Event]) -> datetime | None:
    """The deadline of the order itself, or that of the city since it decided: what corrections may come back to."""
    deadline_at, is_corrected = ticket.deadline_at, False
    for event in story:
        if event.kind == EventKind.DEADLINE_MOVED or "first_dispatched_at" in event.facts.get("filled", ()):
            deadline_at, is_corrected = ticket.deadline_at, False
        elif event.facts.get("deadline_before") and not is_corrected:
            deadline_at, is_corrected = datetime.fromisoformat(event.facts["deadline_before"]), True
    return deadline_at


def order_dispatched(desk: Desk, ticket: Ticket) -> bool:
    """Tell whether the order itself stated its dispatch, at once or in a later copy, and nobody is asked about it."""
    if ticket.first_dispatched_at is None or asking_first.is_asked(desk, ticket):
        return False
    story = queries.events_of(desk.session, ticket.id)
    came_without = any(event.kind == EventKind.CREATED and event.facts.get("start_assumed") for event in story)
    return not came_without or any("first_dispatched_at" in event.facts.get("filled", ()) for event in story)


def supply_dispatch(desk: Desk, ticket: Ticket) -> None:
    """Let signing count from the dispatch that is known now, also when it was signed already."""
    if ticket.first_dispatched_at is None:
        return
    for clock in clock_queries.clocks_of(desk.session, ticket.id):
        if clock.stage == Stage.SIGN and (clock.is_running or clock.outcome in (Outcome.MET, Outcome.MISSED)):
            signed_at = clock.stopped_at
            clocks.replace(desk, clock)
            successor = clocks.start(desk, ticket, Stage.SIGN, at=ticket.first_dispatched_at, department_id=None)
            if successor is not None and signed_at is not None:
                clocks.stop(desk, successor, signed_at, Outcome.MET)


def move_deadline(desk: Desk, ticket: Ticket, correction: Correction) -> None:
    """Work out the official deadline anew after a column changed, and let every clock that hangs on it follow.

    Raises Refusal for more time than the order gives, which only the city can grant. Where nobody had written a
    deadline it may be set freely; when that takes a miss back, the supervisor on duty is told.
    """
    column, held = correction.column, correction.held
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
    _check_not_extended(desk, ticket, official, held)
    ticket.deadline_at, ticket.deadline_basis = official.deadline_at, str(official.basis)
    ticket.grade = str(official.grade) if official.grade else None
    ticket.is_urgent = official.is_urgent
    told = [*_as_corrected(desk, ticket, reasons_as_json(official.reasons)), _told_by(desk, ticket, correction)]
    ticket.deadline_reasons = told
    let_clocks_follow(desk, ticket, correction)


def let_clocks_follow(desk: Desk, ticket: Ticket, correction: Correction) -> None:
    """Give every clock that hangs on the deadline its due, after that was corrected or a correction taken back."""
    started_at = ticket.first_dispatched_at or ticket.reported_at or ticket.created_at
    missed = [clock for clock in clock_queries.clocks_of(desk.session, ticket.id) if clock.missed_at]
    if correction.column == "first_dispatched_at":
        supply_dispatch(desk, ticket)
    for clock in clock_queries.clocks_of(desk.session, ticket.id, running_only=True):
        if clock.stage in _HANG_ON_IT:
            clocks.restart(desk, ticket, clock, due_at=_half_way(desk, ticket, clock))
    _start_missing(desk, ticket, started_at)
    if ticket.lead_unit_id is not None and ticket.assigned_at is not None:
        running_until = clocks.due_of(desk, ticket, Stage.HANDLE, ticket.lead_unit_id)
        ticket.internal_deadline_at = running_until or internal_deadline(desk, ticket, ticket.assigned_at)
    if any(clock.missed_at is None for clock in missed):
        _tell_supervisor(desk, ticket, correction)


def _as_corrected(desk: Desk, ticket: Ticket, reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark what counts from an agent's word, so that nobody says it stood on the order."""
    for reason in reasons:
        column = _STATED_IN.get(reason["code"])
        if column is not None and _written(desk, ticket, column) != plain(getattr(ticket, column)):
            reason["facts"]["was_corrected"] = True
    return reasons


def _written(desk: Desk, ticket: Ticket, column: str) -> Any:
    """What the order itself says in a column: what stood there before it was corrected first."""
    for event in queries.events_of(desk.session, ticket.id):
        if event.kind == EventKind.CORRECTED and event.facts.get("field") == column:
            return event.facts["before"]
    return plain(getattr(ticket, column))


def _told_by(desk: Desk, ticket: Ticket, correction: Correction) -> dict[str, Any]:
    """The last reason of a corrected deadline: who put what right, and when it had been due before."""
    actor, before = correction.event.actor or "", correction.held.deadline_at
    facts = {
        "by": people_queries.names_of(desk.session, [actor]).get(actor, actor),
        "at": desk.now.isoformat(),
        "column": correction.column,
        "before": before.isoformat() if before else None,
        "written": _written(desk, ticket, "limit_text") if correction.column == "limit_text" else None,
    }
    return {"code": str(ReasonCode.CORRECTED), "facts": facts}


def _tell_supervisor(desk: Desk, ticket: Ticket, correction: Correction) -> None:
    targets = [to_user(userid) for userid in officials_on_duty(desk, "supervisor")]
    facts = _told_by(desk, ticket, correction)["facts"]
    notify(desk, "miss_corrected", correction.event.id, targets, ticket=ticket, facts=facts, audience="supervisor")


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


def _check_not_extended(desk: Desk, ticket: Ticket, official: Official, held: Held) -> None:
    """More time than the order gives is an extension, which the city decides; where it gave none it is free."""
    if not _may_become(desk, held, official.deadline_at):
        is_over = held.uncorrected_at is not None and held.uncorrected_at <= desk.now
        raise Refusal("deadline_is_firm", ticket_no=ticket.ticket_no, overdue=is_over)


def may_be_moved_to(desk: Desk, ticket: Ticket, deadline_at: datetime) -> bool:
    """Tell whether a correction to that deadline would be taken."""
    return _may_become(desk, held_deadline(desk, ticket), deadline_at)


def _may_become(desk: Desk, held: Held, deadline_at: datetime | None) -> bool:
    if held.uncorrected_at is None or held.is_guess:
        return True
    return held.uncorrected_at > desk.now and deadline_at is not None and deadline_at <= held.uncorrected_at
