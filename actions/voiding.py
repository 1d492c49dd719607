"""Voids an order that was typed wrong or withdrawn: prepared by an agent, endorsed by an official."""

from __future__ import annotations

from actions import calls, clocks
from actions.audiences import officials_on_duty, to_user, unit_group_target
from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.moves import Making, make, require
from actions.notices import notify
from actions.refusals import Refusal
from models.queries import tickets as queries
from models.request import Request
from models.ticket import Ticket
from rules.lifecycle import EventKind, Move, Stage
from rules.requests import RequestKind, RequestState


def prepare_void(desk: Desk, ticket: Ticket, source: Source, reason: str) -> Request:
    """Ask the supervisors to let an order be voided; one such request at a time. Raises Refusal."""
    require(ticket, Move.VOID)
    for known in queries.requests_of(desk.session, ticket.id):
        if known.kind == RequestKind.VOID and known.state == RequestState.PREPARED:
            raise Refusal("request_pending", ticket_no=ticket.ticket_no, request_id=known.id)
    request = Request(
        ticket_id=ticket.id,
        kind=str(RequestKind.VOID),
        state=str(RequestState.PREPARED),
        prepared_by=source.actor or "",
        prepared_at=desk.now,
        reason=reason,
        facts={},
    )
    desk.session.add(request)
    desk.session.flush()
    story = Story(text=reason, facts={"request_id": request.id, "kind": request.kind})
    event = record(desk, ticket, EventKind.REQUEST_PREPARED, source, story)
    clocks.start(desk, ticket, Stage.REQUEST, at=desk.now, department_id=None, subject=f"作废申请 {request.id}")
    targets = [to_user(userid) for userid in officials_on_duty(desk, "supervisor")]
    facts = {"request_id": request.id, "by": source.actor, "reason": reason, "kind": request.kind}
    notify(
        desk, "request_prepared", event.id, targets, audience="supervisor", ticket=ticket, severity="urge", facts=facts
    )
    return request


def endorse(desk: Desk, request: Request, source: Source, opinion: str | None) -> Ticket:
    """Agree to a void: the order is voided. Raises Refusal when it was decided already."""
    ticket = _decide(desk, request, source, RequestState.ENDORSED, EventKind.REQUEST_ENDORSED, opinion)
    shares = tuple((share, {"ended_at": desk.now}) for share in queries.assignments_of(desk.session, ticket.id))
    making = Making(at=desk.now, shares=shares, story=Story(text=request.reason))
    event = make(desk, ticket, Move.VOID, source, making)
    calls.close_all_calls(desk, ticket, "voided", event)
    groups = [unit_group_target(desk, share.department_id) for share, _ended in shares]
    notify(desk, "voided", event.id, [group for group in groups if group], ticket=ticket, audience="unit")
    return ticket


def reject(desk: Desk, request: Request, source: Source, opinion: str | None) -> Ticket:
    """Refuse a void: the order stays as it is. Raises Refusal when it was decided already."""
    return _decide(desk, request, source, RequestState.REJECTED, EventKind.REQUEST_REJECTED, opinion)


def _decide(
    desk: Desk, request: Request, source: Source, state: RequestState, kind: EventKind, opinion: str | None
) -> Ticket:
    if request.state != RequestState.PREPARED:
        raise Refusal("request_decided", request_id=request.id, state=request.state)
    if request.prepared_by == source.actor:
        # One prepares, another endorses, also where one person has both roles.
        raise Refusal("own_request", request_id=request.id)
    request.state = str(state)
    request.decided_by, request.decided_at, request.opinion = source.actor, desk.now, opinion
    ticket = request.ticket
    event = record(desk, ticket, kind, source, Story(text=opinion, facts={"request_id": request.id}))
    clocks.stop_request_clock(desk, ticket, request.id)
    facts = {"request_id": request.id, "state": str(state), "opinion": opinion, "kind": request.kind}
    targets = [to_user(request.prepared_by)]
    notify(desk, "request_decided", event.id, targets, audience="applicant", ticket=ticket, facts=facts)
    return ticket
