"""Lets an order in that is under way already: its past as it was given, its present stage on the clock at once."""

from __future__ import annotations

from datetime import datetime

from actions import clocks
from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.orders import Order
from actions.refusals import Refusal
from actions.ticket_dues import due_for, internal_deadline
from models.assignment import Assignment
from models.clock import Clock
from models.department import Department
from models.ticket import Ticket
from models.together import store
from rules.lifecycle import EventKind, Outcome, Stage, State

# What each state has behind it, in order: the field of the moment, its event, and the clock it stopped.
_PAST: tuple[tuple[str, EventKind, Stage | None], ...] = (
    ("signed_at", EventKind.SIGNED, Stage.SIGN),
    ("verified_at", EventKind.VERIFIED, Stage.VERIFY),
    ("assigned_at", EventKind.ASSIGNED, Stage.ASSIGN),
    ("accepted_at", EventKind.ACCEPTED, Stage.ACCEPT),
    ("contacted_at", EventKind.CONTACTED, Stage.FIRST_CONTACT),
    ("resolved_at", EventKind.RESOLVED, Stage.HANDLE),
    ("replied_at", EventKind.REPLIED, Stage.PLATFORM_REPLY),
)
_BEHIND: dict[State, int] = {
    State.PENDING_VERIFY: 1,
    State.PENDING_ASSIGN: 2,
    State.ASSIGNED: 3,
    State.ACCEPTED: 4,
    State.HANDLING: 4,
    State.RESOLVED: 6,
    State.PENDING_REPLY: 6,
    State.REPLIED: 7,
    State.ARCHIVED: 7,
}
_RUNNING: dict[State, tuple[Stage, ...]] = {
    State.PENDING_VERIFY: (Stage.VERIFY,),
    State.PENDING_ASSIGN: (Stage.ASSIGN,),
    State.ASSIGNED: (Stage.ACCEPT, Stage.FIRST_CONTACT, Stage.HANDLE),
    State.ACCEPTED: (Stage.FIRST_CONTACT, Stage.HANDLE),
    State.HANDLING: (Stage.FIRST_CONTACT, Stage.HANDLE),
    State.RESOLVED: (Stage.FOLLOW_UP,),
    State.PENDING_REPLY: (),
}
_NEED_UNIT = frozenset({State.ASSIGNED, State.ACCEPTED, State.HANDLING})
_UNIT_STAGES = frozenset({Stage.ACCEPT, Stage.FIRST_CONTACT, Stage.HANDLE})


def is_under_way(order: Order) -> bool:
    """Tell whether an order comes in later than at its beginning."""
    return order.state is not None and order.state is not State.PENDING_SIGN


def check(order: Order, unit: Department | None) -> None:
    """Raise Refusal when an order cannot come in at the state it says."""
    if not is_under_way(order):
        return
    if order.state not in _BEHIND:
        raise Refusal("state_unknown", state=str(order.state))
    if order.state in _NEED_UNIT and unit is None:
        raise Refusal("unit_missing", ticket_no=order.ticket_no, state=str(order.state))


def enter(desk: Desk, ticket: Ticket, order: Order, source: Source, unit: Department | None) -> None:
    """Put a new ticket into the state its order comes in, which has been checked.

    Stages passed are recorded with their given times, absent ones as unknown (never in the ledger).
    """
    state = order.state or State.PENDING_SIGN
    ticket.state = str(state)
    n_behind = _BEHIND[state] + (1 if state is State.HANDLING and order.contacted_at else 0)
    _record_past(desk, ticket, order, source, n_behind, unit)
    if unit is not None and n_behind >= _BEHIND[State.ASSIGNED]:
        _give_to(desk, ticket, order, unit)
    if state in _RUNNING:
        _start_present(desk, ticket, order, state, unit)


def _record_past(
    desk: Desk, ticket: Ticket, order: Order, source: Source, n_behind: int, unit: Department | None
) -> None:
    before = order.first_dispatched_at or order.reported_at
    for field, kind, stage in _PAST[:n_behind]:
        at: datetime | None = getattr(order, field)
        setattr(ticket, field, at)
        if at is not None:
            record(desk, ticket, kind, source, Story(facts={"entered_late": True}), occurred_at=at)
        if stage is not None and before is not None:
            _past_clock(desk, ticket, stage, before, at, unit)
        before = at or before


def _past_clock(
    desk: Desk, ticket: Ticket, stage: Stage, started_at: datetime, at: datetime | None, unit: Department | None
) -> None:
    due = due_for(desk, ticket, stage, started_at, None)
    if due is None:
        return
    outcome = Outcome.UNKNOWN if at is None else (Outcome.MISSED if at > due.at else Outcome.MET)
    clock = Clock(
        ticket_id=ticket.id,
        department_id=unit.id if unit and stage in _UNIT_STAGES else None,
        stage=str(stage),
        seq=1,
        started_at=started_at,
        due_at=due.at,
        stopped_at=at or desk.now,
        outcome=str(outcome),
        missed_at=due.at if outcome is Outcome.MISSED else None,
        policy={"limit": None, "steps": []},
        fired=[],
        postponed=[],
        reasons=due.reasons,
    )
    store(desk.session, clock)


def _give_to(desk: Desk, ticket: Ticket, order: Order, unit: Department) -> None:
    since = order.assigned_at or desk.now
    ticket.lead_unit_id = unit.id
    ticket.internal_deadline_at = internal_deadline(desk, ticket, since)
    share = Assignment(
        ticket_id=ticket.id,
        department_id=unit.id,
        role="lead",
        assigned_at=since,
        accepted_at=order.accepted_at,
        contacted_at=order.contacted_at,
        done_at=order.resolved_at,
        ended_at=desk.now if ticket.state == State.ARCHIVED else None,
    )
    store(desk.session, share)


def _start_present(desk: Desk, ticket: Ticket, order: Order, state: State, unit: Department | None) -> None:
    moments = (order.assigned_at, order.verified_at, order.signed_at, order.first_dispatched_at, order.reported_at)
    since = order.resolved_at if state is State.RESOLVED else next((at for at in moments if at is not None), None)
    for stage in _RUNNING[state]:
        if stage is Stage.FIRST_CONTACT and order.contacted_at is not None:
            continue
        unit_stage = unit is not None and stage in _UNIT_STAGES
        _start(desk, ticket, stage, since or desk.now, unit if unit_stage else None)
    dispatched = order.first_dispatched_at or order.reported_at or desk.now
    _start(desk, ticket, Stage.PLATFORM_REPLY, dispatched, None)


def _start(desk: Desk, ticket: Ticket, stage: Stage, at: datetime, unit: Department | None) -> None:
    clock = clocks.start(desk, ticket, stage, at=at, department_id=unit.id if unit else None, seq=1)
    if clock is not None and clock.quiet_until is not None:
        # Five quiet minutes are for somebody typing times one by one, not for what comes in already late.
        clock.quiet_until = None
        clocks.look_again(desk, clock)
