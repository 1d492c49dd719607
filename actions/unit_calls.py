"""Phone tasks for units: each unit that does not answer is called by the agent on duty."""

from __future__ import annotations

from actions.calls import end_call
from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.refusals import Refusal
from actions.unit_names import names_of_units
from models.call_task import CallTask
from models.event import Event
from models.queries import calls as call_queries
from models.ticket import Ticket
from rules.lifecycle import EventKind


def plan_unit_call(desk: Desk, ticket: Ticket, department_id: int | None) -> CallTask:
    """Ask the agent on duty to phone a unit that does not answer; one such task of a unit at a time."""
    for known in _unit_calls(desk, ticket):
        if known.department_id == department_id:
            return known
    task = CallTask(ticket_id=ticket.id, purpose="urge", department_id=department_id, created_at=desk.now, tries=[])
    desk.session.add(task)
    desk.session.flush()
    return task


def called_unit(desk: Desk, ticket: Ticket, source: Source, *, reached: bool, note: str | None) -> Event:
    """Record a call to a unit by the desk; a call that got through closes its phone task.

    Raises Refusal when no unit has the order, or several are to be phoned and the note does not say which of them was.
    """
    task = _meant(desk, ticket, note or "")
    if task is None and ticket.lead_unit_id is None:
        raise Refusal("nobody_to_phone", ticket_no=ticket.ticket_no, state=ticket.state)
    units = [_names(desk, task.department_id)[0]] if task is not None else []
    facts = {"reached": reached, "purpose": "urge", "units": units}
    event = record(desk, ticket, EventKind.CALLED, source, Story(text=note, facts=facts))
    if task is not None:
        task.tries = [*task.tries, desk.now.isoformat()]
        if reached:
            end_call(desk, task, "reached", event)
    return event


def close_unit_call(desk: Desk, ticket: Ticket, department_id: int, event: Event) -> None:
    """Close the phone task of a unit that has answered by itself."""
    for task in _unit_calls(desk, ticket):
        if task.department_id in (None, department_id):
            end_call(desk, task, "answered", event)


def _unit_calls(desk: Desk, ticket: Ticket) -> list[CallTask]:
    return [task for task in call_queries.open_calls(desk.session, ticket.id) if task.purpose == "urge"]


def _meant(desk: Desk, ticket: Ticket, note: str) -> CallTask | None:
    """The task that a call was for: the only one, or that of the unit the note names."""
    tasks = _unit_calls(desk, ticket)
    if len(tasks) < 2:
        return tasks[0] if tasks else None
    names = {task.id: _names(desk, task.department_id) for task in tasks}
    named = [task for task in tasks if any(name in note for name in names[task.id])]
    if len(named) != 1:
        raise Refusal("phoned_whom", ticket_no=ticket.ticket_no, units=[names[task.id][0] for task in tasks])
    return named[0]


def _names(desk: Desk, department_id: int | None) -> list[str]:
    unit = next((each for each in names_of_units(desk) if each.id == department_id), None)
    return [unit.name, *unit.aliases] if unit else ["承办单位"]
