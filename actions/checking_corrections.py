"""Has the supervisor on duty check what an agent put right or took back where an order is due later or late no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions.audiences import officials_on_duty, to_user
from actions.desk import Desk
from actions.notices import notify
from models.clock import Clock
from models.event import Event
from models.queries import clocks as clock_queries
from models.queries import people as people_queries
from models.ticket import Ticket
from rules.lifecycle import EventKind, Outcome, State

# An order that vanishes so shortly before its signing is late is as good as late.
_ABOUT_TO_PASS = timedelta(minutes=5)


@dataclass(frozen=True)
class Standing:
    """How an order stood before it was put right: its deadline, whether it was urgent, and which limits had passed."""

    deadline_at: datetime | None
    is_urgent: bool
    passed: frozenset[tuple[str, int | None]]
    about_to_pass: frozenset[str]


def standing(desk: Desk, ticket: Ticket) -> Standing:
    """Return how an order stands now."""
    found = clock_queries.clocks_of(desk.session, ticket.id)
    passed = frozenset((clock.stage, clock.department_id) for clock in found if _has_passed(desk, clock))
    running = [clock for clock in found if clock.is_running and clock.paused_at is None and clock.due_at > desk.now]
    soon = frozenset(clock.stage for clock in running if clock.due_at - desk.now <= _ABOUT_TO_PASS)
    return Standing(ticket.deadline_at, ticket.is_urgent, passed, soon)


def have_checked(desk: Desk, ticket: Ticket, event: Event, before: Standing) -> None:
    """Tell the supervisor of an event by which a limit moved later, vanished, or speaks less urgently; once."""
    now = standing(desk, ticket)
    vanished = {stage for stage, _unit in before.passed - now.passed}
    saved = before.about_to_pass if ticket.state == State.VOIDED else frozenset()
    calmer = before.is_urgent and not now.is_urgent
    if not (_is_later(event, before.deadline_at, now.deadline_at) or vanished or saved or calmer):
        return
    known = {"vanished": sorted(vanished), "about_to_pass": sorted(saved), "calmer": calmer}
    _tell(desk, ticket, event, before.deadline_at, known)


def have_stated_checked(desk: Desk, ticket: Ticket, event: Event, stages: Iterable[str]) -> None:
    """Tell the supervisor, who has heard of the breach of these stages, that a stated time takes it back."""
    known = {"vanished": sorted(stages), "stated": event.kind, "at": event.occurred_at.isoformat()}
    if known["vanished"]:
        _tell(desk, ticket, event, ticket.deadline_at, known)


def _tell(desk: Desk, ticket: Ticket, event: Event, due_before: datetime | None, known: dict[str, Any]) -> None:
    actor = event.actor or ""
    facts = {
        **{name: event.facts.get(name) for name in ("field", "before", "after", "parts", "undone")},
        "by": people_queries.names_of(desk.session, [actor]).get(actor, actor),
        "due_before": due_before.isoformat() if due_before else None,
        "due_after": ticket.deadline_at.isoformat() if ticket.deadline_at else None,
        "about_to_pass": [],
        "calmer": False,
        **known,
    }
    targets = [to_user(userid) for userid in officials_on_duty(desk, "supervisor")]
    notify(desk, "miss_corrected", event.id, targets, ticket=ticket, facts=facts, audience="supervisor")


def _is_later(event: Event, before: datetime | None, now: datetime | None) -> bool:
    """A later copy of the order moves its deadline by the platform's word; what a person types is checked."""
    by_hand = event.kind in (EventKind.CORRECTED, EventKind.UNDONE)
    return by_hand and before is not None and (now is None or now > before)


def _has_passed(desk: Desk, clock: Clock) -> bool:
    if clock.outcome in (Outcome.MOVED, Outcome.CANCELLED):
        return False
    overdue = clock.is_running and clock.paused_at is None and clock.due_at <= desk.now
    return clock.missed_at is not None or overdue
