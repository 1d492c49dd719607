"""Ends requests that a ticket has gone past: nothing is left that they could ask for."""

from __future__ import annotations

from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.request_turns import stop_turn, urge_again
from actions.taking_back import saved
from actions.telling_of_requests import tell_of_request
from models.queries import requests as request_queries
from models.request import Request
from models.ticket import Ticket
from rules.lifecycle import EventKind, Outcome, State
from rules.requests import REQUESTS, RequestKind, RequestState, is_pending


def lapse_requests(desk: Desk, ticket: Ticket, source: Source) -> None:
    """Withdraw the pending requests that may not be where a ticket has come to, and tell whom they concern."""
    for request in request_queries.requests_of(desk.session, ticket.id):
        allowed = REQUESTS[RequestKind(request.kind)].allowed_states
        if is_pending(RequestState(request.state)) and (
            State(ticket.state) not in allowed or _has_left(ticket, request)
        ):
            _lapse(desk, request, source)


def _has_left(ticket: Ticket, request: Request) -> bool:
    """The unit that asked to be rid of the ticket has it no more."""
    is_to_leave = bool(REQUESTS[RequestKind(request.kind)].unurged)
    return is_to_leave and request.from_unit_id != ticket.lead_unit_id


def _lapse(desk: Desk, request: Request, source: Source) -> None:
    kept = saved(request, "state", "closed_at")
    request.state, request.closed_at = str(RequestState.WITHDRAWN), desk.now
    stopped, silenced = stop_turn(desk, request, Outcome.CANCELLED), urge_again(desk, request)
    undo = {"rows": [kept, *silenced], "stopped": [clock.id for clock in stopped]}
    facts = {"request_id": request.id, "kind": request.kind, "lapsed": True}
    event = record(desk, request.ticket, EventKind.REQUEST_WITHDRAWN, source, Story(facts=facts, undo=undo))
    tell_of_request(desk, request, event, source, lapsed=request.ticket.state)
