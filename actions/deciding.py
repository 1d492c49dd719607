"""Takes the steps of a request: endorsed or rejected by an official, submitted, granted or refused, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.desk import Desk
from actions.granting import grant as carry_out
from actions.journal import Source, Story, record
from actions.moves import check_stated
from actions.refusals import Refusal
from actions.request_turns import start_turn, stop_turn, urge_again
from actions.requesting import check_possible, check_until
from actions.taking_back import saved
from actions.telling_of_requests import tell_of_request
from models.event import Event
from models.queries import requests as queries
from models.queries import tickets as ticket_queries
from models.request import Request
from models.ticket import Ticket
from rules.lifecycle import EventKind, Outcome
from rules.requests import REQUESTS, DecidedBy, RequestKind, RequestState, RequestStep, is_pending, next_request_state
from rules.userids import is_same

_EVENTS = {
    RequestStep.ENDORSE: EventKind.REQUEST_ENDORSED,
    RequestStep.REJECT: EventKind.REQUEST_REJECTED,
    RequestStep.SUBMIT: EventKind.REQUEST_SUBMITTED,
    RequestStep.GRANT: EventKind.REQUEST_GRANTED,
    RequestStep.REFUSE: EventKind.REQUEST_REFUSED,
    RequestStep.WITHDRAW: EventKind.REQUEST_WITHDRAWN,
}
_STEPPED = ("state", "decided_by", "decided_at", "opinion", "submitted_at", "new_deadline_at", "closed_at")


@dataclass(frozen=True)
class Verdict:
    """What the platform decided: when (None: just now), until when it gave time (None: as asked), and its words."""

    at: datetime | None = None
    until: datetime | None = None
    opinion: str | None = None


def endorse(desk: Desk, request: Request, source: Source, opinion: str | None) -> None:
    """Agree to a request; one that the township decides itself is carried out. Nobody endorses his own."""
    _check_not_own(request, source)
    _require(desk, request, RequestStep.ENDORSE)
    check_possible(desk, request.ticket, REQUESTS[RequestKind(request.kind)], request.unit, request.survivor)
    fields = {"decided_by": source.actor, "decided_at": desk.now, "opinion": opinion}
    _take(desk, request, RequestStep.ENDORSE, source, fields)


def reject(desk: Desk, request: Request, source: Source, opinion: str | None) -> None:
    """Not agree to a request: everything stays as it is."""
    _check_not_own(request, source)
    fields = {"decided_by": source.actor, "decided_at": desk.now, "opinion": opinion}
    _take(desk, request, RequestStep.REJECT, source, fields)


def submit(desk: Desk, request: Request, source: Source) -> None:
    """Record that an endorsed request was put on the platform."""
    _take(desk, request, RequestStep.SUBMIT, source, {"submitted_at": desk.now})


def record_grant(desk: Desk, request: Request, source: Source, verdict: Verdict) -> None:
    """Record that the platform agreed, and carry it out from the moment it did; raises Refusal."""
    _require(desk, request, RequestStep.GRANT)
    at = check_stated(desk, verdict.at, request.ticket.first_dispatched_at, request.ticket)
    if verdict.until is not None:
        check_until(desk, request.ticket, RequestKind(request.kind), verdict.until)
    fields = {"new_deadline_at": verdict.until, "opinion": verdict.opinion, "closed_at": at}
    _take(desk, request, RequestStep.GRANT, source, fields, at)


def record_refusal(desk: Desk, request: Request, source: Source, verdict: Verdict) -> None:
    """Record that the platform did not agree: everything stays as it is."""
    _require(desk, request, RequestStep.REFUSE)
    at = check_stated(desk, verdict.at, request.ticket.first_dispatched_at, request.ticket)
    fields = {"opinion": verdict.opinion, "closed_at": at}
    _take(desk, request, RequestStep.REFUSE, source, fields, at)


def withdraw(desk: Desk, request: Request, source: Source) -> None:
    """Take a request back, which only who prepared it may, until it was submitted."""
    if not is_same(request.prepared_by, source.actor):
        raise Refusal("not_own_request", request_id=request.id)
    _take(desk, request, RequestStep.WITHDRAW, source, {})


def last_withdrawable(desk: Desk, userid: str, ticket: Ticket | None) -> Request | None:
    """Return the newest request (of a ticket, or at all) that this person may still withdraw."""
    own = [
        request
        for request in queries.waiting_requests(desk.session)
        if is_same(request.prepared_by, userid) and ticket in (None, request.ticket)
    ]
    open_ones = [request for request in own if request.state != RequestState.SUBMITTED]
    return max(open_ones, key=lambda request: request.id, default=None)


def _take(
    desk: Desk,
    request: Request,
    step: RequestStep,
    source: Source,
    fields: dict[str, Any],
    at: datetime | None = None,
) -> None:
    to_state = _require(desk, request, step)
    kept = saved(request, *_STEPPED)
    request.state = str(to_state)
    for name, value in fields.items():
        setattr(request, name, value)
    is_over = not is_pending(to_state)
    if is_over:
        request.closed_at = request.closed_at or desk.now
    stopped = stop_turn(desk, request, Outcome.CANCELLED if step is RequestStep.WITHDRAW else Outcome.MET)
    silenced = urge_again(desk, request) if is_over else []
    started = start_turn(desk, request, RequestStep.SUBMIT) if to_state is RequestState.ENDORSED else []
    undo = {
        "rows": [kept, *silenced],
        "started": [clock.id for clock in started],
        "stopped": [clock.id for clock in stopped],
    }
    facts = {"request_id": request.id, "kind": request.kind}
    opinion = fields.get("opinion")
    story = Story(text=opinion, facts=facts, undo=undo)
    event = record(desk, request.ticket, _EVENTS[step], source, story, occurred_at=at)
    due_before = request.ticket.deadline_at
    held_by = [share.department_id for share in ticket_queries.assignments_of(desk.session, request.ticket_id)]
    done = _carried_out(desk, request, source, at)
    before = due_before.isoformat() if due_before else None
    tell_of_request(desk, request, done or event, source, held_by, due_before=before)


def _carried_out(desk: Desk, request: Request, source: Source, at: datetime | None) -> Event | None:
    if request.state != RequestState.GRANTED:
        return None
    return carry_out(desk, request, source, at or desk.now)


def _require(desk: Desk, request: Request, step: RequestStep) -> RequestState:
    to_state = next_request_state(RequestKind(request.kind), RequestState(request.state), step)
    if to_state is None:
        is_inside = REQUESTS[RequestKind(request.kind)].decided_by is DecidedBy.SUPERVISOR
        stands = "lapsed" if queries.has_lapsed(desk.session, request) else request.state
        raise Refusal("request_step", request_id=request.id, state=stands, step=str(step), inside=is_inside)
    return to_state


def _check_not_own(request: Request, source: Source) -> None:
    # One prepares, another endorses, also where one person has both roles.
    if is_same(request.prepared_by, source.actor):
        raise Refusal("own_request", request_id=request.id)
