"""Phone tasks: citizens who did not pick up are tried three times, units that do not answer are called (item 4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions import clocks
from actions.desk import Desk
from actions.journal import Source, Story, record
from models.call_task import CallTask
from models.clock import Clock
from models.event import Event
from models.queries import clocks as clock_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import EventKind, Outcome, Stage

# A citizen is tried at different times of day (lifecycle table: three tries).
_TRIES = 3
_NEXT_TRY_AFTER = (timedelta(hours=2), timedelta(hours=5))


def plan_citizen_call(desk: Desk, ticket: Ticket, purpose: str, *, tried_at: datetime | None) -> CallTask:
    """Plan further tries of a citizen, by day unless urgent; `tried_at` is a try that has just failed."""
    task = _open_task(desk, ticket, purpose) or CallTask(
        ticket_id=ticket.id, purpose=purpose, created_at=desk.now, tries=[], department_id=None
    )
    if tried_at is not None:
        task.tries = [*task.tries, tried_at.isoformat()]
    desk.session.add(task)
    if len(task.tries) >= _TRIES:
        _close(desk, ticket, task, "unreached")
        return task
    task.next_try_at = _next_try(desk, ticket, len(task.tries))
    desk.session.flush()
    clock = clocks.start(desk, ticket, Stage.TASK, at=desk.now, department_id=None, due_at=task.next_try_at)
    task.clock_id = clock.id if clock else None
    return task


def plan_unit_call(desk: Desk, ticket: Ticket, department_id: int | None) -> CallTask:
    """Ask the agent on duty to phone a unit that does not answer; one such task at a time."""
    known = _open_task(desk, ticket, "urge")
    if known is not None:
        return known
    task = CallTask(ticket_id=ticket.id, purpose="urge", department_id=department_id, created_at=desk.now, tries=[])
    desk.session.add(task)
    desk.session.flush()
    return task


def called_unit(desk: Desk, ticket: Ticket, source: Source, *, reached: bool, note: str | None) -> Event:
    """Record a call to the unit by the desk; a call that got through closes the phone task."""
    task = _open_task(desk, ticket, "urge")
    if task is not None:
        task.tries = [*task.tries, desk.now.isoformat()]
        if reached:
            _close(desk, ticket, task, "reached")
    facts = {"reached": reached, "purpose": "urge"}
    return record(desk, ticket, EventKind.CALLED, source, Story(text=note, facts=facts))


def citizen_tries(desk: Desk, ticket: Ticket, purpose: str) -> int:
    """Return how often a citizen was tried for a purpose."""
    task = _open_task(desk, ticket, purpose)
    return len(task.tries) if task else 0


def close_citizen_call(desk: Desk, ticket: Ticket, purpose: str, outcome: str) -> None:
    """Close the open tries of a purpose because the citizen was reached or the order moved on."""
    task = _open_task(desk, ticket, purpose)
    if task is not None:
        _close(desk, ticket, task, outcome)


def _open_task(desk: Desk, ticket: Ticket, purpose: str) -> CallTask | None:
    tasks = queries.open_call_tasks(desk.session, ticket.id)
    return next((task for task in tasks if task.purpose == purpose), None)


def _close(desk: Desk, ticket: Ticket, task: CallTask, outcome: str) -> None:
    task.closed_at, task.outcome, task.next_try_at = desk.now, outcome, None
    for clock in clock_queries.clocks_of(desk.session, ticket.id, running_only=True):
        if clock.stage == Stage.TASK and _belongs(clock, task):
            clocks.stop(desk, clock, desk.now, Outcome.MET)


def _belongs(clock: Clock, task: CallTask) -> bool:
    return task.clock_id in (None, clock.id)


def _next_try(desk: Desk, ticket: Ticket, n_tries: int) -> datetime:
    wished = desk.now + _NEXT_TRY_AFTER[min(n_tries, len(_NEXT_TRY_AFTER)) - 1] if n_tries else desk.now
    night = desk.rules.night
    return wished if night.may_phone_citizen(wished, ticket.is_urgent) else night.next_morning(wished)
