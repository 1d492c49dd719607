"""Calls the citizen back about process and result before the platform is answered (contract item 5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions import calls
from actions.audiences import Target, to_user, unit_group_target
from actions.desk import Desk
from actions.journal import Source, Story
from actions.moves import Making, make, require
from actions.notices import notify
from actions.ticket_dues import reopened_due
from models.event import Event
from models.followup import FollowUp
from models.queries import people as people_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import Move, Stage

_WITHOUT_DEADLINE = timedelta(days=2)


def satisfied(desk: Desk, ticket: Ticket, source: Source, verdict: str, note: str | None) -> Event:
    """Record a citizen who is content and whose matter is solved: the platform can be answered."""
    require(ticket, Move.FOLLOW_UP_SATISFIED)
    _keep(desk, ticket, source, verdict, "已解决", note, contacted=True)
    calls.close_citizen_call(desk, ticket, "follow_up", "reached")
    story = Story(text=note, facts={"satisfied": verdict, "solved": "已解决"})
    return make(desk, ticket, Move.FOLLOW_UP_SATISFIED, source, Making(at=desk.now, story=story))


def unreached(desk: Desk, ticket: Ticket, source: Source, note: str | None) -> tuple[Event, int]:
    """Record a try without an answer and plan the next; returns the event and how many tries there were."""
    require(ticket, Move.FOLLOW_UP_UNREACHED)
    _keep(desk, ticket, source, None, None, note, contacted=False)
    task = calls.plan_citizen_call(desk, ticket, "follow_up", tried_at=desk.now)
    story = Story(text=note, facts={"satisfied": "未接通", "tries": len(task.tries)})
    making = Making(at=desk.now, story=story, skip=frozenset({Stage.TASK}))
    return make(desk, ticket, Move.FOLLOW_UP_UNREACHED, source, making), len(task.tries)


def unsatisfied(
    desk: Desk, ticket: Ticket, source: Source, verdict: str, solved: str, note: str | None
) -> tuple[Event, datetime]:
    """Send an order back to its unit with a new limit half-way to the official one; unit and head are told why."""
    require(ticket, Move.FOLLOW_UP_UNSATISFIED)
    _keep(desk, ticket, source, verdict, solved, note, contacted=True)
    calls.close_citizen_call(desk, ticket, "follow_up", "reached")
    due = reopened_due(desk, ticket)
    # Without an official deadline the desk gives the unit two days.
    due_at = due.at if due else desk.now + _WITHOUT_DEADLINE
    for share in queries.assignments_of(desk.session, ticket.id):
        if share.is_lead:
            share.done_at = None
    making = Making(
        at=desk.now,
        department_id=ticket.lead_unit_id,
        dues={Stage.HANDLE: due_at},
        fields={"internal_deadline_at": due_at, "resolved_at": None},
        story=Story(text=note, facts={"satisfied": verdict, "solved": solved}),
    )
    event = make(desk, ticket, Move.FOLLOW_UP_UNSATISFIED, source, making)
    facts = {"satisfied": verdict, "solved": solved, "note": note, "due_at": due_at.isoformat()}
    notify(desk, "sent_back", event.id, _unit_and_lead(desk, ticket), ticket=ticket, severity="urge", facts=facts)
    return event, due_at


def _unit_and_lead(desk: Desk, ticket: Ticket) -> list[Target]:
    if ticket.lead_unit_id is None:
        return []
    lead = people_queries.department(desk.session, ticket.lead_unit_id).lead_userid
    group = unit_group_target(desk, ticket.lead_unit_id, (lead,) if lead else ())
    return ([group] if group else []) + ([to_user(lead)] if lead else [])


def _keep(
    desk: Desk,
    ticket: Ticket,
    source: Source,
    satisfied: str | None,
    solved: str | None,
    note: str | None,
    *,
    contacted: bool,
) -> None:
    desk.session.add(
        FollowUp(
            ticket_id=ticket.id,
            origin="desk",
            called_at=desk.now,
            called_by=source.actor or "",
            is_valid=contacted,
            contacted=contacted,
            satisfied=satisfied,
            solved=solved,
            note=note,
        )
    )
