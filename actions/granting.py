"""Carries out what was granted: a request's line of the table becomes a move of its ticket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from actions import calling_again, calls, clocks
from actions.desk import Desk
from actions.journal import Source, Story
from actions.lateness import mark_missed
from actions.moves import Making, make
from actions.posting import post_order
from actions.taking_back import remember, saved
from actions.ticket_dues import dues_of, internal_deadline
from actions.ticket_facts import reasons_as_json
from models.assignment import Assignment
from models.clock import Clock
from models.department import Department
from models.event import Event
from models.queries import calls as call_queries
from models.queries import clocks as clock_queries
from models.queries import tickets as queries
from models.request import Request
from models.ticket import Ticket
from rules.deadlines import OrderFacts, official_deadline
from rules.lifecycle import UNIT_STAGES, Move, Outcome, Stage
from rules.reasons import Reason, ReasonCode
from rules.requests import REQUESTS, RequestKind

Shares = tuple[tuple[Assignment, dict[str, Any]], ...]
# What an order no longer has when no unit has it.
_WITHOUT_UNIT = dict.fromkeys(("accepted_at", "contacted_at"))
_MOVED = frozenset({Stage.HANDLE, Stage.PLATFORM_REPLY})
_PAUSED = ("paused_at", "paused_seconds", "due_at", "missed_at", "breached_at", "look_again_at")


def grant(desk: Desk, request: Request, source: Source, at: datetime) -> Event:
    """Carry out a granted request as of a moment and return the event of its move; raises Refusal wrong_state."""
    return _GRANTS[RequestKind(request.kind)](desk, request, source, at)


def _transfer(desk: Desk, request: Request, source: Source, at: datetime) -> Event:
    ticket, unit = request.ticket, _unit(request)
    leaving = [row for row in _holding(desk, ticket) if row.is_lead or row.department_id == unit.id]
    # An assisting unit that takes over begins anew, with the clocks of a lead.
    stopped = _cancel(desk, ticket, unit.id)
    row = _begun(desk, ticket, unit, "lead")
    making = Making(
        at=at,
        department_id=ticket.lead_unit_id,
        unit_clocks_for=(unit.id,),
        fields={
            **_WITHOUT_UNIT,
            "lead_unit_id": unit.id,
            "assigned_at": at,
            "internal_deadline_at": internal_deadline(desk, ticket, at),
        },
        story=_story(request, lead=unit.name, assists=[]),
        begun=(row.id,),
        shares=_ended(desk, leaving),
    )
    event = make(desk, ticket, Move.TRANSFERRED, source, making)
    remember(event, stopped=stopped)
    _close_unit_calls(desk, ticket, leaving, event)
    desk.session.refresh(ticket)
    post_order(desk, ticket, event.id, unit, is_lead=True)
    return event


def _assist(desk: Desk, request: Request, source: Source, at: datetime) -> Event:
    ticket, unit = request.ticket, _unit(request)
    row = _begun(desk, ticket, unit, "assist")
    story = _story(request, assists=[unit.name])
    making = Making(at=at, unit_clocks_for=(unit.id,), story=story, begun=(row.id,))
    event = make(desk, ticket, Move.ASSISTED, source, making)
    post_order(desk, ticket, event.id, unit, is_lead=False)
    return event


def _return_to_desk(desk: Desk, request: Request, source: Source, at: datetime) -> Event:
    ticket = request.ticket
    leaving = _holding(desk, ticket)
    fields = {**_WITHOUT_UNIT, "lead_unit_id": None, "assigned_at": None, "internal_deadline_at": None}
    making = Making(at=at, fields=fields, story=_story(request), shares=_ended(desk, leaving))
    event = make(desk, ticket, Move.RETURNED_TO_DESK, source, making)
    _close_unit_calls(desk, ticket, leaving, event)
    desk.session.refresh(ticket)
    return event


def _extend(desk: Desk, request: Request, source: Source, at: datetime) -> Event:
    """Move the official deadline to what the platform gave; what had passed by then stays missed."""
    ticket = request.ticket
    until = request.new_deadline_at or request.until
    order = OrderFacts(ticket.kind, until, urgency=ticket.urgency, emergency=_is_emergency(ticket))
    official = official_deadline(order, ticket.came_at, desk.rules.calendar)
    facts = {"at": at, "before": ticket.deadline_at, "after": until, "request_id": request.id}
    moved = Reason(ReasonCode.EXTENDED, facts)
    handling = _units_on(desk, ticket, Stage.HANDLE)
    _mark_passed(desk, ticket, at)
    fields: dict[str, Any] = {
        "deadline_at": official.deadline_at,
        "deadline_basis": str(official.basis),
        "deadline_reasons": reasons_as_json((moved, *official.reasons[1:])),
        "grade": str(official.grade) if official.grade else None,
        "is_urgent": official.is_urgent,
        "internal_deadline_at": ticket.internal_deadline_at,
    }
    making = Making(
        at=at,
        unit_clocks_for=handling,
        skip=frozenset() if handling else frozenset({Stage.HANDLE}),
        fields=fields,
        story=_story(request, before=_iso(ticket.deadline_at), after=_iso(until)),
    )
    event = make(desk, ticket, Move.EXTENDED, source, making)
    if ticket.lead_unit_id is not None:
        due = dues_of(desk, ticket).internal_deadline(at)
        ticket.internal_deadline_at = due.due_at if due else None
    return event


def _return_to_city(desk: Desk, request: Request, source: Source, at: datetime) -> Event:
    return _leave(desk, request, source, at, {})


def _void(desk: Desk, request: Request, source: Source, at: datetime) -> Event:
    return _leave(desk, request, source, at, {})


def _merge(desk: Desk, request: Request, source: Source, at: datetime) -> Event:
    event = _leave(desk, request, source, at, {"merged_into_id": request.survivor_id})
    if request.survivor is not None:
        calling_again.let_survive(desk, request.ticket, request.survivor, event)
    return event


def _leave(desk: Desk, request: Request, source: Source, at: datetime, fields: dict[str, Any]) -> Event:
    """The order is no longer worked on under its own number."""
    ticket = request.ticket
    into = {"into": request.survivor.ticket_no} if request.survivor else {}
    making = Making(at=at, fields=fields, story=_story(request, **into), shares=_ended(desk, _holding(desk, ticket)))
    event = make(desk, ticket, REQUESTS[RequestKind(request.kind)].when_granted, source, making)
    calls.close_all_calls(desk, ticket, request.kind, event)
    return event


def _suspend(desk: Desk, request: Request, source: Source, at: datetime) -> Event:
    ticket = request.ticket
    until = request.new_deadline_at or request.until
    fields = {"suspended_from": ticket.state, "resume_at": until}
    event = make(
        desk, ticket, Move.SUSPENDED, source, Making(at=at, fields=fields, story=_story(request, until=_iso(until)))
    )
    for clock in clock_queries.clocks_of(desk.session, ticket.id, running_only=True):
        # That somebody has to know of a danger does not wait.
        if clock.stage != Stage.ALERT:
            remember(event, rows=[saved(clock, *_PAUSED)])
            clocks.pause(desk, clock, max(at, clock.started_at))
    return event


def _exclude(desk: Desk, request: Request, source: Source, at: datetime) -> Event:
    making = Making(at=at, fields={"is_excluded": True}, story=_story(request))
    return make(desk, request.ticket, Move.EXCLUDED, source, making)


def _story(request: Request, **facts: Any) -> Story:
    return Story(text=request.reason, facts={"request_id": request.id, "kind": request.kind, **facts})


def _unit(request: Request) -> Department:
    if request.unit is None:
        raise ValueError(f"request {request.id} names no unit")
    return request.unit


def _holding(desk: Desk, ticket: Ticket) -> list[Assignment]:
    return queries.assignments_of(desk.session, ticket.id)


def _ended(desk: Desk, shares: Sequence[Assignment]) -> Shares:
    return tuple((share, {"ended_at": desk.now}) for share in shares)


def _begun(desk: Desk, ticket: Ticket, unit: Department, role: str) -> Assignment:
    row = Assignment(ticket_id=ticket.id, department_id=unit.id, role=role, assigned_at=desk.now)
    desk.session.add(row)
    desk.session.flush()
    return row


def _cancel(desk: Desk, ticket: Ticket, department_id: int) -> list[Clock]:
    running = clock_queries.clocks_of(desk.session, ticket.id, running_only=True)
    own = [clock for clock in running if clock.department_id == department_id and clock.stage in UNIT_STAGES]
    for clock in own:
        clocks.stop(desk, clock, desk.now, Outcome.CANCELLED)
    return own


def _units_on(desk: Desk, ticket: Ticket, stage: Stage) -> tuple[int, ...]:
    running = clock_queries.clocks_of(desk.session, ticket.id, running_only=True)
    held = (clock.department_id for clock in running if clock.stage == stage)
    return tuple(dict.fromkeys(unit_id for unit_id in held if unit_id is not None))


def _mark_passed(desk: Desk, ticket: Ticket, at: datetime) -> None:
    """A limit that had passed when more time was given was missed, also where nobody has looked since."""
    for clock in clock_queries.clocks_of(desk.session, ticket.id, running_only=True):
        if clock.stage in _MOVED and clock.due_at <= at:
            mark_missed(desk, clock)


def _close_unit_calls(desk: Desk, ticket: Ticket, leaving: Sequence[Assignment], event: Event) -> None:
    """Nobody is to be phoned about an order that he no longer has."""
    gone = {share.department_id for share in leaving}
    for task in call_queries.open_calls(desk.session, ticket.id):
        if task.purpose == "urge" and task.department_id in (None, *gone):
            calls.end_call(desk, task, "passed on", event)


def _is_emergency(ticket: Ticket) -> bool:
    return ticket.is_urgent and "突发" in ticket.special_flags


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


_GRANTS: dict[RequestKind, Callable[[Desk, Request, Source, datetime], Event]] = {
    RequestKind.TRANSFER: _transfer,
    RequestKind.ASSIST: _assist,
    RequestKind.RETURN_TO_DESK: _return_to_desk,
    RequestKind.RETURN_TO_CITY: _return_to_city,
    RequestKind.EXTENSION: _extend,
    RequestKind.SUSPEND: _suspend,
    RequestKind.EXCLUDE: _exclude,
    RequestKind.MERGE: _merge,
    RequestKind.VOID: _void,
}
