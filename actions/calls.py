"""Phone tasks for citizens: who did not pick up is tried three times, at different times of day."""

from __future__ import annotations

from datetime import datetime

from actions import clocks
from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.taking_back import remember, saved
from models.call_task import CallTask
from models.clock import Clock
from models.event import Event
from models.queries import calls as call_queries
from models.ticket import Ticket
from rules.calling_times import TRIES, is_another_try, next_try
from rules.lifecycle import EventKind, Outcome, Stage

_KEPT = ("tries", "next_try_at", "clock_id", "closed_at", "outcome")


def plan_citizen_call(desk: Desk, ticket: Ticket, purpose: str, event: Event, *, tried_at: datetime | None) -> CallTask:
    """Plan further tries of a citizen, by day unless urgent; `tried_at` is a try that has just failed."""
    task = _open_task(desk, ticket, purpose) or _tried_out(desk, ticket, purpose)
    if task is not None and tried_at is not None and not _is_another_try(task, tried_at):
        return task
    if task is None:
        task = _new_task(desk, ticket, purpose, event)
    else:
        remember(event, rows=[saved(task, *_KEPT)])
    if tried_at is not None:
        task.tries = [*task.tries, tried_at.isoformat()]
    remember(event, stopped=_stop_clock(desk, task))
    if len(task.tries) >= TRIES:
        _close(desk, task, "unreached")
        return task
    # The desk's own limit of a follow-up comes before the platform's; without a time that counts none is planned.
    stages = (Stage.PLATFORM_REPLY, Stage.FOLLOW_UP) if purpose == "follow_up" else (Stage.PLATFORM_REPLY,)
    limits = [due for stage in stages if (due := clocks.due_of(desk, ticket, stage)) is not None]
    task.next_try_at = next_try(_tries(task), desk.now, desk.rules.night, urgent=ticket.is_urgent, before=limits)
    task.clock_id = None
    if task.next_try_at is None:
        return task
    clock = clocks.start(
        desk, ticket, Stage.TASK, at=desk.now, department_id=None, due_at=task.next_try_at, subject=purpose
    )
    task.clock_id = clock.id if clock else None
    remember(event, started=[clock])
    return task


def counts_as_try(desk: Desk, ticket: Ticket, purpose: str, at: datetime) -> bool:
    """Tell whether a failed try at that moment is one more of the three: not right after the last, not a fourth."""
    task = _open_task(desk, ticket, purpose) or _tried_out(desk, ticket, purpose)
    return task is None or _is_another_try(task, at)


def is_planned(desk: Desk, ticket: Ticket, purpose: str) -> bool:
    """Tell whether a citizen still has to be tried for a purpose."""
    return _open_task(desk, ticket, purpose) is not None


def called_citizen(
    desk: Desk,
    ticket: Ticket,
    purpose: str,
    source: Source,
    story: Story,
    *,
    reached: bool,
    tried_at: datetime | None,
) -> Event:
    """Record a planned call to a citizen whose order has gone on meanwhile; without an answer the next is planned."""
    facts = {**story.facts, "purpose": purpose, "reached": reached}
    kind = EventKind.CALLED if reached else EventKind.CALL_TRIED
    event = record(desk, ticket, kind, source, Story(story.text, facts=facts, undo={}), occurred_at=tried_at)
    if reached:
        close_call(desk, ticket, purpose, "reached", event)
    else:
        plan_citizen_call(desk, ticket, purpose, event, tried_at=tried_at)
    return event


def citizen_tries(desk: Desk, ticket: Ticket, purpose: str) -> int:
    """Return how often a citizen was tried for a purpose."""
    task = _open_task(desk, ticket, purpose) or _tried_out(desk, ticket, purpose)
    return len(task.tries) if task else 0


def next_try_at(desk: Desk, ticket: Ticket, purpose: str) -> datetime | None:
    """Return when a citizen is to be tried next for a purpose; None when no more."""
    task = _open_task(desk, ticket, purpose)
    return task.next_try_at if task else None


def close_call(desk: Desk, ticket: Ticket, purpose: str, outcome: str, event: Event) -> None:
    """Close the open tries of a purpose because somebody was reached or the order moved on."""
    task = _open_task(desk, ticket, purpose)
    if task is not None:
        end_call(desk, task, outcome, event)


def end_call(desk: Desk, task: CallTask, outcome: str, event: Event) -> None:
    """Close a task that is open, so that taking the event back opens it again."""
    remember(event, rows=[saved(task, *_KEPT)], stopped=_stop_clock(desk, task))
    _close(desk, task, outcome)


def close_all_calls(desk: Desk, ticket: Ticket, outcome: str, event: Event) -> None:
    """Close every open call about a ticket, because the ticket leaves the desk."""
    for task in call_queries.open_calls(desk.session, ticket.id):
        end_call(desk, task, outcome, event)


def _new_task(desk: Desk, ticket: Ticket, purpose: str, event: Event) -> CallTask:
    task = CallTask(ticket_id=ticket.id, purpose=purpose, created_at=desk.now, tries=[], department_id=None)
    desk.session.add(task)
    desk.session.flush()
    remember(event, rows=[saved(task, closed_at=desk.now.isoformat(), outcome="withdrawn", next_try_at=None)])
    return task


def _open_task(desk: Desk, ticket: Ticket, purpose: str) -> CallTask | None:
    tasks = call_queries.open_calls(desk.session, ticket.id)
    return next((task for task in tasks if task.purpose == purpose), None)


def _tried_out(desk: Desk, ticket: Ticket, purpose: str) -> CallTask | None:
    """The three tries in vain for what is still to be told: they do not begin anew until the unit has worked again."""
    task = call_queries.last_call(desk.session, ticket.id, purpose)
    if task is None or task.closed_at is None or task.outcome != "unreached":
        return None
    return task if ticket.resolved_at is None or task.created_at >= ticket.resolved_at else None


def _is_another_try(task: CallTask, at: datetime) -> bool:
    return task.closed_at is None and is_another_try(_tries(task), at)


def _tries(task: CallTask) -> list[datetime]:
    return [datetime.fromisoformat(tried) for tried in task.tries]


def _close(desk: Desk, task: CallTask, outcome: str) -> None:
    task.closed_at, task.outcome, task.next_try_at = desk.now, outcome, None


def _stop_clock(desk: Desk, task: CallTask) -> list[Clock]:
    """Stop the clock of the try that was due, if it still runs."""
    clock = desk.session.get(Clock, task.clock_id) if task.clock_id is not None else None
    if clock is None or not clock.is_running:
        return []
    clocks.stop(desk, clock, desk.now, Outcome.MET)
    return [clock]
