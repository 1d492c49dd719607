"""Lets an order in that is under way already: its past as it was given, its present stage on the clock at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from actions import clocks, lateness
from actions.desk import Desk
from actions.journal import Source, Story, note, record
from actions.orders import Order
from actions.refusals import Refusal
from actions.ticket_dues import due_of_stage, dues_of, internal_deadline
from models.assignment import Assignment
from models.clock import Clock
from models.department import Department
from models.orm import Constant
from models.ticket import Ticket
from models.together import store_values
from rules import late_entry
from rules.late_entry import PASSAGES, Moments, Passage
from rules.lifecycle import CLOSED_STATES, UNIT_STAGES, EventKind, Move, Outcome, Stage, State
from rules.stage_dues import Dues

_LATE = Constant(entered_late=True)
_NO_POLICY = Constant(limit=None, steps=[])


def check_moments(desk: Desk, order: Order) -> None:
    """Raise Refusal for a given moment that lies in the future or before the dispatch, as any stated time would be."""
    for name, at in moments_of(order).items():
        if at is None or name in ("reported_at", late_entry.DISPATCHED):
            continue
        if at > desk.now:
            raise Refusal("stated_in_future", ticket_no=order.ticket_no, at=at, now=desk.now)
        dispatched = order.first_dispatched_at
        if dispatched is not None and at < dispatched.replace(second=0, microsecond=0):
            raise Refusal("stated_too_early", ticket_no=order.ticket_no, at=at, not_before=dispatched)


def moments_of(order: Order) -> dict[str, datetime | None]:
    """Return the moments an order gives, by field."""
    names = ("reported_at", late_entry.DISPATCHED, *(each.ended for each in PASSAGES))
    return {name: getattr(order, name) for name in names}


def is_under_way(order: Order) -> bool:
    """Tell whether an order comes in later than at its beginning."""
    return order.state is not None and order.state is not State.PENDING_SIGN


def check(order: Order, unit: Department | None, assists: Mapping[str, Department]) -> None:
    """Raise Refusal when an order cannot come in at the state it says, for want of a unit."""
    if order.state is None or not is_under_way(order):
        return
    if unit is None and late_entry.needs_unit(order.state, moments_of(order)):
        if order.lead_unit:
            raise Refusal("unknown_unit", word=order.lead_unit, nearest=[])
        raise Refusal("unit_missing", ticket_no=order.ticket_no, state=str(order.state))
    for name in order.assist_units:
        if name not in assists:
            raise Refusal("unknown_unit", word=name, nearest=[])


def holders_of(order: Order, units: Mapping[str, Department]) -> tuple[Department | None, list[Department]]:
    """Return the lead unit and the assists of a checked order, each once: exports name the lead among these too."""
    lead = units.get(order.lead_unit or "")
    assists = {units[name].id: units[name] for name in order.assist_units}
    return lead, [unit for unit in assists.values() if lead is None or unit.id != lead.id]


def enter(
    desk: Desk, ticket: Ticket, order: Order, source: Source, unit: Department | None, assists: Sequence[Department]
) -> None:
    """Put a new ticket into the state its order comes in, which has been checked.

    Stages passed are recorded with their given times, absent ones as unknown (never in the ledger). A suspended
    ticket comes in with its clocks paused.
    """
    state, moments = order.state or State.PENDING_SIGN, moments_of(order)
    _record_past(desk, ticket, state, moments, source, unit)
    ticket.state = str(late_entry.reached(state, moments))
    with_unit = unit is not None and _is_with_unit(state, moments)
    holders = (unit, *assists) if unit is not None and with_unit else ()
    _give_to(desk, ticket, state, moments, holders)
    started = [
        clock
        for stage in late_entry.running(state, moments)
        for holder in _holders_of(stage, holders)
        if (clock := _start(desk, ticket, stage, moments, holder))
    ]
    if state is State.SUSPENDED:
        _suspend(desk, ticket, started, source)
    ticket.state = str(state)


def _is_with_unit(state: State, moments: Moments) -> bool:
    return any(each.stage is Stage.ASSIGN for each in late_entry.behind(state, moments, has_unit=True))


def _record_past(
    desk: Desk, ticket: Ticket, state: State, moments: Moments, source: Source, unit: Department | None
) -> None:
    dues = dues_of(desk, ticket)
    for passage in late_entry.behind(state, moments, has_unit=unit is not None):
        at = moments[passage.ended]
        setattr(ticket, passage.ended, at)
        if at is not None:
            note(desk, ticket, passage.event, source, Story(facts=_LATE), occurred_at=at)
        # What is voided counts nowhere.
        if state is not State.VOIDED:
            _past_clock(desk, ticket, passage, moments, dues, unit)


def _past_clock(
    desk: Desk, ticket: Ticket, passage: Passage, moments: Moments, dues: Dues, unit: Department | None
) -> None:
    """Keep the clock of a stage passed; where its beginning or its end was not given nobody can be said to be late."""
    stage, at = passage.stage, moments[passage.ended]
    began, is_known = _began(ticket, stage, moments)
    started_at = began or at or desk.now
    due = due_of_stage(dues, ticket, stage, started_at)
    if due is None:
        return
    outcome = Outcome.UNKNOWN if at is None or not is_known else Outcome.MISSED if at > due.at else Outcome.MET
    holder = unit if stage in UNIT_STAGES else None
    is_missed = outcome is Outcome.MISSED
    breaches = is_missed and lateness.is_breach(desk, stage, due.reasons)
    values = {
        "ticket_id": ticket.id,
        "department_id": holder.id if holder else None,
        "stage": str(stage),
        "seq": 1,
        "started_at": started_at,
        "due_at": due.at,
        "stopped_at": at or desk.now,
        "outcome": str(outcome),
        "missed_at": due.at if is_missed else None,
        "breached_at": due.at if breaches else None,
        "policy": _NO_POLICY,
        "fired": [],
        "postponed": [],
        "reasons": due.reasons,
    }
    store_values(desk.session, Clock, values)
    if is_missed:
        lateness.note_missed(desk, ticket, stage, due.at, holder, breaches=breaches)


def _began(ticket: Ticket, stage: Stage, moments: Moments) -> tuple[datetime | None, bool]:
    """As `began_at`; but a deadline that was itself counted from a guess tells nothing either."""
    began, is_known = late_entry.began_at(stage, moments)
    return began, is_known and not (stage is Stage.PLATFORM_REPLY and lateness.begins_unknown(ticket, stage))


def _give_to(desk: Desk, ticket: Ticket, state: State, moments: Moments, holders: Sequence[Department]) -> None:
    """Write down who holds the order, the lead first."""
    since = moments["assigned_at"] or desk.now
    for department in holders:
        is_lead = ticket.lead_unit_id is None
        share = {
            "ticket_id": ticket.id,
            "department_id": department.id,
            "role": "lead" if is_lead else "assist",
            "assigned_at": since,
            "ended_at": desk.now if state in CLOSED_STATES else None,
        }
        if is_lead:
            ticket.lead_unit, ticket.lead_unit_id = department, department.id
            ticket.internal_deadline_at = internal_deadline(desk, ticket, since)
            share |= {"accepted_at": ticket.accepted_at, "contacted_at": ticket.contacted_at}
            share["done_at"] = ticket.resolved_at
        store_values(desk.session, Assignment, share)


def _holders_of(stage: Stage, holders: Sequence[Department]) -> Sequence[Department | None]:
    if stage not in UNIT_STAGES:
        return (None,)
    # Contact is the lead's.
    return holders[:1] if stage is Stage.FIRST_CONTACT else holders


def _start(desk: Desk, ticket: Ticket, stage: Stage, moments: Moments, unit: Department | None) -> Clock | None:
    began, is_known = _began(ticket, stage, moments)
    unit_id = unit.id if unit else None
    clock = clocks.start(desk, ticket, stage, at=began or desk.now, department_id=unit_id, seq=1, quietly=False)
    if clock is not None and not is_known:
        clock.reasons = [*clock.reasons, lateness.START_UNKNOWN]
    return clock


def _suspend(desk: Desk, ticket: Ticket, running: Sequence[Clock], source: Source) -> None:
    ticket.suspended_from = ticket.state
    for clock in running:
        clocks.pause(desk, clock)
    undo = {"move": str(Move.SUSPENDED), "fields": {"state": ticket.state}}
    record(desk, ticket, EventKind.SUSPENDED, source, Story(facts={**_LATE, "before": ticket.state}, undo=undo))
