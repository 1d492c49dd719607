"""Prepares requests: what units and agents ask for, checked against the table before anybody is troubled with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.desk import Desk
from actions.hiding import masked_words
from actions.journal import Source, Story, record
from actions.refusals import Refusal
from actions.request_turns import start_turn, stop_urging
from actions.taking_back import saved
from actions.telling_of_requests import tell_of_request
from models.department import Department
from models.queries import people as people_queries
from models.queries import requests as request_queries
from models.queries import tickets as queries
from models.request import Request
from models.ticket import Ticket
from rules.lifecycle import OPEN_STATES, EventKind, State
from rules.requests import (
    REQUESTS,
    Need,
    RequestKind,
    RequestRule,
    RequestState,
    RequestStep,
    is_pending,
    latest_suspension,
)


@dataclass(frozen=True)
class Asked:
    """What is asked for: why, until when, whether the caller was told (None: nobody said), and where it is to go."""

    reason: str
    until: datetime | None = None
    caller_told: bool | None = None
    unit: Department | None = None
    survivor: Ticket | None = None


def prepare(desk: Desk, ticket: Ticket, kind: RequestKind, source: Source, asked: Asked) -> Request:
    """Prepare a request for a supervisor to decide, and tell all whom it concerns; raises Refusal.

    The reason is masked here. Until it is decided everything stays as it is, and the unit stays lead.
    """
    rule = REQUESTS[kind]
    check_may_be(desk, ticket, kind, source, asked)
    _check_asked(desk, ticket, rule, asked)
    request = Request(
        ticket=ticket,
        kind=str(kind),
        state=str(RequestState.PREPARED),
        prepared_by=source.actor or "",
        prepared_at=desk.now,
        reason=masked_words(desk, ticket, asked.reason),
        until=asked.until,
        caller_told=asked.caller_told,
        from_unit=ticket.lead_unit,
        unit=asked.unit,
        survivor=asked.survivor,
    )
    desk.session.add(request)
    desk.session.flush()
    taken_back = saved(request, state=str(RequestState.WITHDRAWN), closed_at=desk.now.isoformat())
    silenced = stop_urging(desk, request)
    started = start_turn(desk, request, RequestStep.ENDORSE)
    undo = {"rows": [taken_back, *silenced], "started": [clock.id for clock in started]}
    story = Story(text=request.reason, facts={"request_id": request.id, "kind": request.kind}, undo=undo)
    event = record(desk, ticket, EventKind.REQUEST_PREPARED, source, story)
    tell_of_request(desk, request, event, source)
    return request


def check_may_be(desk: Desk, ticket: Ticket, kind: RequestKind, source: Source, asked: Asked) -> None:
    """Raise Refusal for a request that no reason or date could make possible as things stand."""
    rule = REQUESTS[kind]
    _check_state(ticket, rule)
    _check_who(desk, ticket, source)
    _check_others(desk, ticket, rule, asked)
    check_possible(desk, ticket, rule, asked.unit, asked.survivor)


def may_ask_until(desk: Desk, ticket: Ticket, source: Source, until: datetime) -> bool:
    """Tell whether more time until a moment may be asked for as things stand."""
    try:
        check_may_be(desk, ticket, RequestKind.EXTENSION, source, Asked("", until))
        check_until(desk, ticket, RequestKind.EXTENSION, until)
    except Refusal:
        return False
    return True


def check_possible(
    desk: Desk, ticket: Ticket, rule: RequestRule, unit: Department | None, survivor: Ticket | None
) -> None:
    """Raise Refusal for what cannot be granted as things stand: too late, or the other unit or order is none for it."""
    if rule.before_due and ticket.deadline_at is not None and ticket.deadline_at <= desk.now:
        raise Refusal("request_overdue", ticket_no=ticket.ticket_no, kind=str(rule.kind), at=ticket.deadline_at)
    if unit is not None:
        _check_unit(desk, ticket, rule.kind, unit)
    if survivor is not None:
        _check_survivor(ticket, survivor)


def _check_state(ticket: Ticket, rule: RequestRule) -> None:
    if State(ticket.state) not in rule.allowed_states:
        raise Refusal("request_state", ticket_no=ticket.ticket_no, state=ticket.state, kind=str(rule.kind))
    if rule.kind is RequestKind.EXCLUDE and ticket.is_excluded:
        raise Refusal("excluded_already", ticket_no=ticket.ticket_no)


def _check_who(desk: Desk, ticket: Ticket, source: Source) -> None:
    """Of the units only the one that answers for the ticket asks for anything."""
    person = people_queries.person(desk.session, source.actor or "")
    unit_id = person.department_id if person is not None else None
    if unit_id is not None and unit_id != ticket.lead_unit_id:
        raise Refusal("request_of_lead", ticket_no=ticket.ticket_no)


def _check_others(desk: Desk, ticket: Ticket, rule: RequestRule, asked: Asked) -> None:
    for known in request_queries.requests_of(desk.session, ticket.id):
        state = RequestState(known.state)
        if known.kind != rule.kind:
            continue
        is_same = rule.one_pending or known.unit is asked.unit
        if is_pending(state) and is_same:
            raise Refusal("request_pending", ticket_no=ticket.ticket_no, request_id=known.id, kind=known.kind)
        if rule.once and state is RequestState.GRANTED:
            raise Refusal("request_once", ticket_no=ticket.ticket_no, kind=known.kind)


def _check_asked(desk: Desk, ticket: Ticket, rule: RequestRule, asked: Asked) -> None:
    if not asked.reason.strip():
        raise Refusal("request_needs", ticket_no=ticket.ticket_no, kind=str(rule.kind), need="reason")
    named = {Need.UNTIL: asked.until, Need.UNIT: asked.unit, Need.SURVIVOR: asked.survivor}
    if rule.needs is not None and named[rule.needs] is None:
        raise Refusal("request_needs", ticket_no=ticket.ticket_no, kind=str(rule.kind), need=str(rule.needs))
    if asked.until is not None:
        check_until(desk, ticket, rule.kind, asked.until)


def check_until(desk: Desk, ticket: Ticket, kind: RequestKind, until: datetime) -> None:
    """Raise Refusal for a date that gives no more time, or suspends for longer than a year."""
    if until <= desk.now:
        raise Refusal("until_passed", ticket_no=ticket.ticket_no, at=until)
    if kind is RequestKind.EXTENSION and ticket.deadline_at is not None and until <= ticket.deadline_at:
        raise Refusal("until_no_later", ticket_no=ticket.ticket_no, at=until, due=ticket.deadline_at)
    latest = latest_suspension(desk.now)
    if kind is RequestKind.SUSPEND and until > latest:
        raise Refusal("until_too_late", ticket_no=ticket.ticket_no, at=latest)


def _check_unit(desk: Desk, ticket: Ticket, kind: RequestKind, unit: Department) -> None:
    for share in queries.assignments_of(desk.session, ticket.id):
        # An assisting unit may take over, but whoever has a part of it cannot be asked to assist as well.
        if share.department_id == unit.id and (share.is_lead or kind is RequestKind.ASSIST):
            raise Refusal("unit_has_it", ticket_no=ticket.ticket_no, unit=unit.name)


def _check_survivor(ticket: Ticket, survivor: Ticket) -> None:
    if survivor.id == ticket.id:
        raise Refusal("merge_into_itself", ticket_no=ticket.ticket_no)
    if State(survivor.state) not in OPEN_STATES:
        raise Refusal("survivor_over", ticket_no=survivor.ticket_no, state=survivor.state)
