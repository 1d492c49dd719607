"""Hands an order to the unit that must handle it, to the person who decides, or answers it at the desk."""

from __future__ import annotations

from collections.abc import Sequence

from actions import calls, clocks
from actions.audiences import to_user
from actions.desk import Desk
from actions.journal import Source, Story
from actions.moves import Making, make, require
from actions.notices import notify
from actions.posting import post_order
from actions.refusals import Refusal
from actions.taking_back import remember
from actions.ticket_dues import internal_deadline
from models.assignment import Assignment
from models.department import Department
from models.event import Event
from models.person import Person
from models.ticket import Ticket
from rules.lifecycle import Move, Stage


def assign(desk: Desk, ticket: Ticket, source: Source, lead: Department, assists: Sequence[Department]) -> Event:
    """Give an order to its lead unit and the assisting ones, and post it into their groups; raises Refusal."""
    require(ticket, Move.ASSIGN)
    if lead in assists:
        raise Refusal("lead_is_assist", unit=lead.name)
    rows = [_assignment(ticket, lead, "lead", desk), *(_assignment(ticket, unit, "assist", desk) for unit in assists)]
    desk.session.add_all(rows)
    desk.session.flush()
    facts = {"lead": lead.name, "assists": [unit.name for unit in assists]}
    making = Making(
        at=desk.now,
        unit_clocks_for=(lead.id,),
        fields={
            "lead_unit_id": lead.id,
            "assigned_at": desk.now,
            "named_dispatcher": None,
            "internal_deadline_at": internal_deadline(desk, ticket, desk.now),
        },
        story=Story(facts=facts),
        begun=tuple(row.id for row in rows),
    )
    event = make(desk, ticket, Move.ASSIGN, source, making)
    start_assist_clocks(desk, ticket, event, assists)
    desk.session.refresh(ticket)
    post_order(desk, ticket, event.id, lead, is_lead=True, assists=[unit.name for unit in assists])
    for unit in assists:
        post_order(desk, ticket, event.id, unit, is_lead=False)
    return event


def start_assist_clocks(desk: Desk, ticket: Ticket, event: Event, assists: Sequence[Department]) -> None:
    """Start accept and handle of assisting units, and note them in the event for /撤销."""
    started = [
        clocks.start(desk, ticket, stage, at=desk.now, department_id=unit.id)
        for unit in assists
        for stage in (Stage.ACCEPT, Stage.HANDLE)
    ]
    remember(event, started=started)


def ask_named(desk: Desk, ticket: Ticket, source: Source, person: Person) -> Event:
    """Ask a person to choose the unit for this one order; he may assign it and is the one reminded."""
    require(ticket, Move.ASSIGN_BY_NAMED)
    making = Making(
        at=desk.now, fields={"named_dispatcher": person.userid}, story=Story(facts={"named": person.userid})
    )
    event = make(desk, ticket, Move.ASSIGN_BY_NAMED, source, making)
    notify(desk, "named_dispatch", event.id, [to_user(person.userid)], audience="named", ticket=ticket, severity="urge")
    return event


def answer_at_desk(desk: Desk, ticket: Ticket, source: Source, note: str | None) -> Event:
    """Record that the desk handles an order itself, such as a consultation or praise."""
    require(ticket, Move.ANSWER)
    fields = {"resolved_at": desk.now, "named_dispatcher": None}
    story = Story(text=note, facts={"by_desk": True})
    event = make(desk, ticket, Move.ANSWER, source, Making(at=desk.now, fields=fields, story=story))
    calls.close_call(desk, ticket, "verify", "answered", event)
    return event


def _assignment(ticket: Ticket, unit: Department, role: str, desk: Desk) -> Assignment:
    return Assignment(ticket_id=ticket.id, department_id=unit.id, role=role, assigned_at=desk.now)
