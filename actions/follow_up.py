"""Calls the citizen back about process and result before the platform is answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions import calls, clocks
from actions.audiences import Target, to_user, unit_group_target
from actions.desk import Desk
from actions.journal import Source, Story
from actions.moves import Making, make, require
from actions.notices import notify
from actions.taking_back import remember, saved
from actions.ticket_dues import ClockDue, reopened_due
from models.event import Event
from models.followup import FollowUp
from models.queries import clocks as clock_queries
from models.queries import people as people_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.calling_times import TRIES
from rules.lifecycle import Move, Outcome, Stage

_WITHOUT_DEADLINE = timedelta(days=2)


def satisfied(desk: Desk, ticket: Ticket, source: Source, verdict: str, note: str | None) -> Event:
    """Record a citizen who is content and whose matter is solved: the platform can be answered."""
    require(ticket, Move.FOLLOW_UP_SATISFIED)
    story = Story(text=note, facts={"satisfied": verdict, "solved": "已解决"})
    event = make(desk, ticket, Move.FOLLOW_UP_SATISFIED, source, Making(at=desk.now, story=story))
    _keep(desk, ticket, event, verdict, "已解决", note, contacted=True)
    calls.close_call(desk, ticket, "follow_up", "reached", event)
    return event


def unreached(desk: Desk, ticket: Ticket, source: Source, note: str | None) -> tuple[Event, int]:
    """Record a try without an answer and plan the next; returns the event and how many tries count until now."""
    require(ticket, Move.FOLLOW_UP_UNREACHED)
    counts = calls.counts_as_try(desk, ticket, "follow_up", desk.now)
    tries = calls.citizen_tries(desk, ticket, "follow_up") + counts
    story = Story(text=note, facts={"satisfied": "未接通", "tries": tries, "is_counted": counts})
    # The clock of the next try belongs to its phone task.
    making = Making(at=desk.now, story=story, skip=frozenset({Stage.TASK}))
    event = make(desk, ticket, Move.FOLLOW_UP_UNREACHED, source, making)
    _keep(desk, ticket, event, None, None, note, contacted=False)
    calls.plan_citizen_call(desk, ticket, "follow_up", event, tried_at=desk.now)
    if tries >= TRIES:
        _stop_asking(desk, ticket, event)
    return event, tries


def _stop_asking(desk: Desk, ticket: Ticket, event: Event) -> None:
    """After the third try nothing is left to do but the reply, whose clock runs on."""
    running = clock_queries.clocks_of(desk.session, ticket.id, running_only=True)
    stopped = [clock for clock in running if clock.stage == Stage.FOLLOW_UP]
    for clock in stopped:
        clocks.stop(desk, clock, desk.now, Outcome.ATTEMPTED)
    remember(event, stopped=stopped)


def check_reopens(ticket: Ticket) -> None:
    """Raise Refusal when an order cannot be sent back to its unit."""
    require(ticket, Move.FOLLOW_UP_UNSATISFIED)


def unsatisfied(
    desk: Desk, ticket: Ticket, source: Source, verdict: str, solved: str | None, note: str
) -> tuple[Event, datetime]:
    """Send an order back to its unit with a new limit half-way to the official one; unit and head are told why."""
    require(ticket, Move.FOLLOW_UP_UNSATISFIED)
    due = reopened_due(desk, ticket)
    # Without an official deadline the desk gives the unit two days.
    due_at = due.at if due else desk.now + _WITHOUT_DEADLINE
    shares = [share for share in queries.assignments_of(desk.session, ticket.id) if share.is_lead]
    making = Making(
        at=desk.now,
        department_id=ticket.lead_unit_id,
        dues={Stage.HANDLE: due_at},
        fields={"internal_deadline_at": due_at, "resolved_at": None},
        shares=tuple((share, {"done_at": None}) for share in shares),
        story=Story(text=note, facts={"satisfied": verdict, "solved": solved}),
    )
    event = make(desk, ticket, Move.FOLLOW_UP_UNSATISFIED, source, making)
    _tell_why(desk, ticket, due)
    _keep(desk, ticket, event, verdict, solved, note, contacted=True)
    calls.close_call(desk, ticket, "follow_up", "reached", event)
    facts = {
        "satisfied": verdict,
        "solved": solved,
        "note": note,
        "due_at": due_at.isoformat(),
        "is_late": due_at <= desk.now,
    }
    targets = _unit_and_lead(desk, ticket)
    notify(desk, "sent_back", event.id, targets, audience="unit_lead", ticket=ticket, severity="urge", facts=facts)
    return event, due_at


def _tell_why(desk: Desk, ticket: Ticket, due: ClockDue | None) -> None:
    """Let the new limit of the unit be explained by how it was found, not as one that somebody set."""
    for clock in clock_queries.running_clocks_of(desk.session, [ticket.id]):
        if due is not None and clock.stage == Stage.HANDLE and clock.department_id == ticket.lead_unit_id:
            clock.reasons = list(due.reasons)


def _unit_and_lead(desk: Desk, ticket: Ticket) -> list[Target]:
    if ticket.lead_unit_id is None:
        return []
    lead = people_queries.department(desk.session, ticket.lead_unit_id).lead_userid
    group = unit_group_target(desk, ticket.lead_unit_id, (lead,) if lead else ())
    return ([group] if group else []) + ([to_user(lead)] if lead else [])


def _keep(
    desk: Desk,
    ticket: Ticket,
    event: Event,
    satisfied: str | None,
    solved: str | None,
    note: str | None,
    *,
    contacted: bool,
) -> None:
    call = FollowUp(
        ticket_id=ticket.id,
        called_at=desk.now,
        called_by=event.actor or "",
        is_valid=contacted,
        contacted=contacted,
        satisfied=satisfied,
        solved=solved,
        note=note,
        event_id=event.id,
    )
    desk.session.add(call)
    desk.session.flush()
    remember(event, rows=[saved(call, is_valid=False, withdrawn_at=desk.now.isoformat())])
