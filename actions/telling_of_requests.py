"""Tells everyone a request concerns of each of its steps: who prepared it, the units, the agent on duty, officials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from actions.audiences import Target, agent_on_duty, agents_target, officials_on_duty, to_user, unit_group_target
from actions.desk import Desk
from actions.journal import Source
from actions.notices import notify
from models.event import Event
from models.inbox import InboxRow
from models.queries import deliveries as delivery_queries
from models.queries import people as people_queries
from models.queries import tickets as queries
from models.request import Request
from models.ticket import Ticket
from rules.requests import RequestKind, RequestState, RequestStep
from rules.userids import is_same

# Who has to act next reads what to write; everybody else reads how it stands.
_TURNS = {
    RequestState.PREPARED: ("supervisor", RequestStep.ENDORSE),
    RequestState.ENDORSED: ("on_duty", RequestStep.SUBMIT),
    RequestState.SUBMITTED: ("on_duty", RequestStep.GRANT),
}
# What ends without a grant is told to whoever was told that it had begun.
_UNDONE = (RequestState.REJECTED, RequestState.REFUSED, RequestState.WITHDRAWN)
REQUEST = "request"
_ASLEEP = ("supervisor", "unit")
# Its order is posted to the new unit, which says more than this.
_POSTED = (RequestKind.TRANSFER, RequestKind.ASSIST)


def tell_of_request(
    desk: Desk, request: Request, event: Event, source: Source, held_by: Sequence[int] = (), **more: Any
) -> None:
    """Have a step of a request told to all whom it concerns, but not where the answer to it is read anyway.

    `held_by` are the units that had the ticket before this step, which may have taken it from them.
    """
    to_act, step = _TURNS.get(RequestState(request.state), (None, None))
    facts = {**facts_of(request), **more}
    heard = _where_it_was_said(desk, source)
    for audience, target in _concerned(desk, request, held_by):
        if target.destination in heard:
            continue
        heard.add(target.destination)
        acts = audience == to_act
        notify(
            desk,
            REQUEST,
            event.id,
            [target],
            audience=audience,
            ticket=request.ticket,
            severity="urge" if acts else "info",
            facts={**facts, "for": audience, "ask": str(step) if acts else None},
            release_at=_morning_for(desk, request.ticket, audience),
        )


def _morning_for(desk: Desk, ticket: Ticket, audience: str) -> datetime | None:
    """By night only the agent on duty is awake, and who asked; what is not urgent waits for the others' morning."""
    night = desk.rules.night.span_at(desk.now)
    return night[1] if night and not ticket.is_urgent and audience in _ASLEEP else None


def facts_of(request: Request) -> dict[str, Any]:
    """Return what is told of a request, as plain values."""
    return {
        "request_id": request.id,
        "kind": request.kind,
        "state": request.state,
        "by": request.prepared_by,
        "from": request.from_unit.name if request.from_unit else None,
        "reason": request.reason,
        "until": request.until.isoformat() if request.until else None,
        "caller_told": request.caller_told,
        "unit": request.unit.name if request.unit else None,
        "survivor": request.survivor.ticket_no if request.survivor else None,
        "opinion": request.opinion,
    }


def tell_of_resumption(desk: Desk, ticket: Ticket, event: Event, source: Source) -> None:
    """Have all whom a suspended ticket concerns told that it goes on."""
    heard = _where_it_was_said(desk, source)
    told = [
        *(("supervisor", to_user(userid)) for userid in officials_on_duty(desk, "supervisor")),
        *(("on_duty", target) for target in agents_target(desk)),
        *(("unit", target) for _unit, target in _units(desk, ticket)),
    ]
    for audience, target in told:
        if target.destination not in heard:
            notify(
                desk,
                "resumed",
                event.id,
                [target],
                audience=audience,
                ticket=ticket,
                severity="urge",
                release_at=_morning_for(desk, ticket, audience),
            )


def _concerned(desk: Desk, request: Request, held_by: Sequence[int]) -> Iterator[tuple[str, Target]]:
    applicant = request.prepared_by
    officials = [userid for userid in officials_on_duty(desk, "supervisor") if not is_same(userid, applicant)]
    # Who prepared it does not endorse it: then the leaders have to.
    yield from (("supervisor", to_user(userid)) for userid in officials or officials_on_duty(desk, "leader"))
    agent = agent_on_duty(desk)
    if agent is None or not is_same(agent.userid, applicant):
        yield from (("on_duty", target) for target in agents_target(desk))
    else:
        yield "on_duty", to_user(agent.userid)
    to_come = request.unit_id if request.kind in _POSTED else None
    own = _unit_of(desk, applicant)
    is_named = False
    for department_id, target in _units(desk, request.ticket, (request.from_unit_id, *held_by), but=to_come):
        # Who asked is named in the group of the unit, and hears of it there.
        is_own = department_id == own and target.destination.startswith("group:")
        is_named = is_named or is_own
        yield "unit", Target(target.destination, (applicant,)) if is_own else target
    if not is_named:
        yield "applicant", to_user(applicant)
    if request.state in _UNDONE:
        yield from _told_before(desk, request)


def _units(
    desk: Desk, ticket: Ticket, besides: Sequence[int | None] = (), *, but: int | None = None
) -> Iterator[tuple[int, Target]]:
    holding = [share.department_id for share in queries.assignments_of(desk.session, ticket.id)]
    for department_id in dict.fromkeys([*besides, *holding]):
        if department_id is None or department_id == but:
            continue
        group = unit_group_target(desk, department_id)
        lead = people_queries.department(desk.session, department_id).lead_userid
        if group is not None:
            yield department_id, group
        elif lead is not None:
            yield department_id, to_user(lead)


def _unit_of(desk: Desk, userid: str) -> int | None:
    person = people_queries.person(desk.session, userid)
    return person.department_id if person is not None else None


def _told_before(desk: Desk, request: Request) -> Iterator[tuple[str, Target]]:
    for row in delivery_queries.deliveries_of_ticket(desk.session, request.ticket_id):
        if row.step == REQUEST and row.facts.get("request_id") == request.id:
            yield row.audience, Target(row.destination)


def _where_it_was_said(desk: Desk, source: Source) -> set[str]:
    said = desk.session.get(InboxRow, source.inbox_id) if source.inbox_id is not None else None
    if said is None:
        return set()
    own = {f"user:{source.actor}"}
    group = people_queries.group_by_chat(desk.session, said.chat_id) if said.chat_id else None
    return own | ({f"group:{group.id}"} if group is not None else set())
