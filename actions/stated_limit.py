"""What an order itself says of its deadline: as far as an agent alone may set it; beyond that is an extension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions import asking_first
from actions.checking_corrections import Standing, standing
from actions.desk import Desk
from actions.refusals import Refusal
from actions.taking_back import plain
from models.event import Event
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.deadlines import Basis, Official, OrderFacts, official_deadline
from rules.lifecycle import EventKind

# Suspending and extending are the city's: what it gave is no correction.
MOVED_BY_THE_CITY = frozenset({EventKind.DEADLINE_MOVED, EventKind.RESUMED})
_GUESSED = frozenset({Basis.ASSUMED, Basis.WEEKDAY_GUESS, Basis.NONE})


@dataclass(frozen=True)
class Held:
    """How an order stood before a correction, whether its deadline is a guess, and what that was uncorrected."""

    standing: Standing
    is_guess: bool
    uncorrected_at: datetime | None


def held_deadline(desk: Desk, ticket: Ticket) -> Held:
    """Return the deadline of a ticket as it is held.

    It is a guess where the order stated none, or one that counts from a dispatch it did not state: what an agent
    supplied for it may be mistyped, and stays correctable until the city has decided.
    """
    story = queries.events_of(desk.session, ticket.id)
    came_with = _came_with(ticket, story)
    is_guess = came_with in _GUESSED or (came_with != Basis.DEADLINE and not order_dispatched(desk, ticket))
    decided = any(event.kind == EventKind.DEADLINE_MOVED for event in story)
    is_free = (is_guess and not decided) or asking_first.is_asked(desk, ticket)
    return Held(standing(desk, ticket), is_free, _uncorrected(ticket, story))


def _uncorrected(ticket: Ticket, story: Sequence[Event]) -> datetime | None:
    """The deadline of the order itself, or that of the city since it decided: what corrections may come back to."""
    deadline_at, is_corrected = ticket.deadline_at, False
    came_later = _dispatch_came_with(story)
    for event in story:
        if event.kind in MOVED_BY_THE_CITY or event.id == came_later:
            deadline_at, is_corrected = ticket.deadline_at, False
        elif event.facts.get("deadline_before") and not is_corrected:
            deadline_at, is_corrected = datetime.fromisoformat(event.facts["deadline_before"]), True
    return deadline_at


def order_dispatched(desk: Desk, ticket: Ticket) -> bool:
    """Tell whether the order itself stated its dispatch, at once or in a later copy, and nobody is asked about it."""
    if ticket.first_dispatched_at is None or asking_first.is_asked(desk, ticket):
        return False
    story = queries.events_of(desk.session, ticket.id)
    came_without = any(event.kind == EventKind.CREATED and event.facts.get("start_assumed") for event in story)
    return not came_without or _dispatch_came_with(story) is not None


def _dispatch_came_with(story: Sequence[Event]) -> int | None:
    """The event of the later copy that brought the dispatch, unless that was taken back."""
    taken_back = {event.undoes_id for event in story}
    filling = (event for event in story if "first_dispatched_at" in event.facts.get("filled", ()))
    return next((event.id for event in filling if event.id not in taken_back), None)


def written(desk: Desk, ticket: Ticket, column: str) -> Any:
    """Return what the order itself says in a column: what stood there before it was corrected first."""
    for event in queries.events_of(desk.session, ticket.id):
        if event.kind == EventKind.CORRECTED and event.facts.get("field") == column:
            return event.facts["before"]
    return plain(getattr(ticket, column))


def check_not_extended(desk: Desk, ticket: Ticket, official: Official, held: Held) -> None:
    """Raise Refusal for more time than the order gives, which the city decides; where it gave none it is free."""
    if not _may_become(desk, ticket, held, official.deadline_at):
        is_over = not held.is_guess and held.uncorrected_at is not None and held.uncorrected_at <= desk.now
        raise Refusal("deadline_is_firm", ticket_no=ticket.ticket_no, overdue=is_over)


def may_be_moved_to(desk: Desk, ticket: Ticket, deadline_at: datetime) -> bool:
    """Tell whether a correction to that deadline would be taken."""
    return _may_become(desk, ticket, held_deadline(desk, ticket), deadline_at)


def _may_become(desk: Desk, ticket: Ticket, held: Held, deadline_at: datetime | None) -> bool:
    # Where only the dispatch was doubtful, the limit written beside it still holds.
    latest = _latest_by_limit(desk, ticket) if held.is_guess else held.uncorrected_at
    if latest is None:
        return True
    if not held.is_guess and latest <= desk.now:
        return deadline_at == held.standing.deadline_at
    return deadline_at is not None and deadline_at <= latest


def _came_with(ticket: Ticket, story: Sequence[Event]) -> str | None:
    """What the deadline rested on when the order came; two limits that differ are no written limit."""
    created = next((event.facts for event in story if event.kind == EventKind.CREATED), {})
    basis: str | None = created.get("deadline_basis", ticket.deadline_basis)
    return basis


def _latest_by_limit(desk: Desk, ticket: Ticket) -> datetime | None:
    """By when an order with a written limit is due at the latest; None where it gives none to count by.

    A dispatch that nobody stated yet cannot lie after the signing, nor after now.
    """
    if _came_with(ticket, queries.events_of(desk.session, ticket.id)) in _GUESSED:
        return None
    begins = ticket.first_dispatched_at or min(ticket.signed_at or desk.now, desk.now)
    facts = OrderFacts(limit_text=written(desk, ticket, "limit_text"))
    official = official_deadline(facts, begins, desk.rules.calendar)
    return official.deadline_at if official.basis is Basis.LIMIT else None
