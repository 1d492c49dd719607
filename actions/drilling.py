"""Makes drill tickets: each person practises on one, which goes the whole way, reminds nobody and counts nowhere."""

from __future__ import annotations

from datetime import timedelta

from actions.audiences import to_user
from actions.desk import Desk
from actions.journal import SYSTEM, Source, Story, record
from actions.outbox import Due, put
from models.assignment import Assignment
from models.drill import Drill
from models.group import Group
from models.person import Person
from models.queries import drills as queries
from models.queries import people
from models.queries.balance import DRILL
from models.request import Request
from models.ticket import Ticket
from rules.drill import DrillRole
from rules.lifecycle import EventKind, State
from rules.number_form import number_in_form
from rules.requests import RequestKind, RequestState

_LIMIT = timedelta(days=3)
_MORE_TIME = timedelta(days=2)
# Whoever was called away begins anew.
_ENDS_AFTER = timedelta(hours=2)
_NO_STEP = (EventKind.CREATED, EventKind.UNIT_MESSAGE)
_BEGINS_AS = {
    DrillRole.UNIT: State.ASSIGNED,
    DrillRole.AGENT: State.PENDING_SIGN,
    DrillRole.OFFICIAL: State.HANDLING,
}


def begin(desk: Desk, source: Source, person: Person, role: DrillRole) -> Drill:
    """Give a person a drill ticket in the state their part begins with; one they had before ends."""
    if before := queries.running_drill(desk.session, person.userid):
        end(desk, before)
    ticket = _ticket(desk, source, _BEGINS_AS[role])
    drill = Drill(ticket_id=ticket.id, userid=person.userid, role=str(role), started_at=desk.now)
    drill.ticket = ticket
    desk.session.add(drill)
    desk.session.flush()
    if person.department_id is not None:
        _hand_to(desk, ticket, person.department_id)
    if role is DrillRole.OFFICIAL:
        _ask_for_time(desk, ticket)
    return drill


def push(desk: Desk, drill: Drill, group: Group) -> None:
    """Have the drill order posted into a group as a real one would be, @ing only who practises."""
    due = Due(
        cause_kind=DRILL,
        cause_id=drill.id,
        kind=DRILL,
        destination=f"group:{group.id}",
        audience="unit",
        due_at=desk.now,
        ticket_id=drill.ticket_id,
        mentions=(drill.userid,),
        facts={},
    )
    put(desk, due)


def go_on_alone(desk: Desk, drill_id: int, refused: str) -> None:
    """Have whoever waits for a drill order that its group refused practise in direct chat instead."""
    drill = desk.session.get_one(Drill, drill_id)
    destination = to_user(drill.userid).destination
    if refused == destination or drill.ended_at is not None:
        return
    due = Due(
        cause_kind=DRILL,
        cause_id=drill.id,
        kind=DRILL,
        destination=destination,
        audience="unit",
        due_at=desk.now,
        ticket_id=drill.ticket_id,
    )
    put(desk, due)


def happened(desk: Desk, drill: Drill) -> set[EventKind]:
    """Return what has been done in an exercise and stands."""
    return {EventKind(event.kind) for event in queries.standing_events(desk.session, drill.ticket_id)}


def has_just_happened(desk: Desk, drill: Drill, inbox_id: int) -> bool:
    """Tell whether a message did in an exercise, which it did not begin, more than to be noted."""
    story = queries.standing_events(desk.session, drill.ticket_id)
    return any(event.inbox_id == inbox_id and event.kind not in _NO_STEP for event in story)


def end(desk: Desk, drill: Drill) -> None:
    """End an exercise; its ticket is void and nobody can go on with it."""
    drill.ended_at = desk.now
    ticket = drill.ticket
    if ticket.state != State.VOIDED:
        record(desk, ticket, EventKind.VOIDED, SYSTEM, Story(facts={"drill": True}))
        ticket.state = str(State.VOIDED)
    desk.session.flush()


def end_old(desk: Desk) -> int:
    """End the exercises that nobody went on with; returns how many."""
    old = queries.begun_before(desk.session, desk.now - _ENDS_AFTER)
    for drill in old:
        end(desk, drill)
    return len(old)


def _hand_to(desk: Desk, ticket: Ticket, department_id: int) -> None:
    ticket.lead_unit_id, ticket.assigned_at = department_id, desk.now
    share = Assignment(ticket_id=ticket.id, department_id=department_id, role="lead", assigned_at=desk.now)
    desk.session.add(share)
    desk.session.flush()


def _ask_for_time(desk: Desk, ticket: Ticket) -> None:
    unit = next((each for each in people.all_departments(desk.session) if each.kind == "community"), None)
    if unit is not None:
        _hand_to(desk, ticket, unit.id)
    request = Request(
        ticket_id=ticket.id,
        kind=str(RequestKind.EXTENSION),
        state=str(RequestState.PREPARED),
        prepared_by=DRILL,
        prepared_at=desk.now,
        reason="练习：等配件到货",
        until=desk.now + _LIMIT + _MORE_TIME,
        caller_told=True,
        from_unit=unit,
    )
    desk.session.add(request)
    desk.session.flush()
    story = Story(text=request.reason, facts={"request_id": request.id, "kind": request.kind})
    record(desk, ticket, EventKind.REQUEST_PREPARED, SYSTEM, story)


def _ticket(desk: Desk, source: Source, state: State) -> Ticket:
    local = desk.now.astimezone(desk.rules.zone)
    # In the form of the installation's numbers, yet of a year no platform numbers its orders with.
    number = number_in_form(desk.rules.number_patterns, f"00{local:%m%d}{(source.inbox_id or 0) % 1_000_000:06d}")
    ticket = Ticket(
        platform=DRILL,
        ticket_no=number,
        tail=number[-4:],
        round=1,
        state=str(state),
        is_drill=True,
        kind="求助",
        category_path=[],
        special_flags=[],
        missing=[],
        deadline_reasons=[],
        title="练习：楼道灯不亮",
        content="练习工单，请放心操作。",
        address="练习小区1号楼",
        deadline_at=desk.now + _LIMIT,
        deadline_basis="deadline",
        grade="g24h",
        first_dispatched_at=desk.now,
        created_at=desk.now,
    )
    desk.session.add(ticket)
    desk.session.flush()
    record(desk, ticket, EventKind.CREATED, source, Story(facts={"drill": True}))
    return ticket
