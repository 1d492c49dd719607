"""Acts on an order that was called in before: keeps what it goes on from, tells the unit, lets the ladder climb."""

from __future__ import annotations

from typing import Any

from actions import clocks
from actions.arrivals import News, tell
from actions.desk import Desk
from actions.finding_repeats import Earlier, Found
from actions.journal import SYSTEM, Story, record
from actions.taking_back import remember, saved
from models.event import Event
from models.queries import clocks as queries
from models.queries import deliveries as delivery_queries
from models.relation import Relation
from models.ticket import Ticket
from models.together import store_values
from rules.lifecycle import WITH_UNIT, EventKind


def is_repeat(found: Found) -> bool:
    """Tell whether a new order's own ladder begins higher; one that urges an open order lets that one's climb."""
    same = found.same
    return same is not None and not (_urges(found, same) and _is_with_unit(same.ticket))


def keep(desk: Desk, ticket: Ticket, found: Found) -> None:
    """Keep what a ticket goes on from."""
    for each in found.earlier:
        row = {
            "ticket_id": ticket.id,
            "earlier_id": each.ticket.id if each.ticket else None,
            "earlier_no": each.ticket_no,
            "found_by": each.found_by,
            "is_same_matter": each.is_same_matter,
            "found_at": desk.now,
        }
        store_values(desk.session, Relation, row)


def let_follow(desk: Desk, ticket: Ticket, found: Found, event: Event, *, how: str) -> list[News]:
    """Do what follows for the older order; returns who has to be told. `event` is that of the intake, undone with it.

    The agent who pastes reads it in the answer. Whoever asked for secrecy is not given away by calling again: their
    repeats are told to the desk alone.
    """
    if not found.earlier or ticket.is_drill:
        return []
    same = found.same
    to_unit = _to_unit(desk, ticket, found, same, same.ticket, event) if same is not None and same.ticket else []
    return [*to_unit, *([News("repeat_found", ticket, event.id)] if how != "paste" else [])]


def let_survive(desk: Desk, ticket: Ticket, survivor: Ticket, event: Event) -> None:
    """Do what follows for the order that another was merged into: its matter was called in under that number as well.

    `event` is that of the merge, undone with it. A call of which its unit heard when it came is no new one.
    """
    _climb(desk, survivor, event)
    if _has_heard(desk, survivor, ticket.ticket_no):
        return
    facts = {"by": ticket.ticket_no, "found_by": "merge"}
    record(desk, survivor, EventKind.CALLED_AGAIN, SYSTEM, Story(facts=facts))
    if _is_with_unit(survivor) and not is_secret(ticket, survivor) and not _was_just_told(desk, survivor):
        tell(desk, News("called_again", survivor, event.id, survivor.lead_unit, facts=facts))


def is_secret(ticket: Ticket, other: Ticket | None) -> bool:
    """Tell whether nobody but the desk may hear that two orders have one caller."""
    return ticket.confidential or (other is not None and other.confidential)


def _to_unit(desk: Desk, ticket: Ticket, found: Found, same: Earlier, earlier: Ticket, event: Event) -> list[News]:
    facts: dict[str, Any] = {"by": ticket.ticket_no, "found_by": same.found_by}
    if not _is_with_unit(earlier):
        record(desk, earlier, EventKind.CALLED_AGAIN, SYSTEM, Story(facts=facts))
        return []
    if _urges(found, same):
        _climb(desk, earlier, event)
        record(desk, earlier, EventKind.URGED, SYSTEM, Story(facts=facts))
        return [News("urged_by_order", earlier, event.id, earlier.lead_unit, facts=facts)]
    record(desk, earlier, EventKind.CALLED_AGAIN, SYSTEM, Story(facts=facts))
    if is_secret(ticket, earlier) or _was_just_told(desk, earlier):
        return []
    return [News("called_again", earlier, event.id, earlier.lead_unit, facts=facts)]


def _climb(desk: Desk, ticket: Ticket, event: Event) -> None:
    running = queries.clocks_of(desk.session, ticket.id, running_only=True)
    remember(event, rows=[saved(ticket, "starts_higher"), *(saved(clock, "policy") for clock in running)])
    clocks.raise_ladder(desk, ticket)


def _has_heard(desk: Desk, ticket: Ticket, by: str) -> bool:
    told = delivery_queries.deliveries_of_ticket(desk.session, ticket.id)
    calls = [row for row in told if row.step in ("called_again", "urged_by_order") and row.state != "superseded"]
    return any(row.facts.get("by") == by for row in calls)


def _was_just_told(desk: Desk, ticket: Ticket) -> bool:
    """Several calls within half an hour are one word to the unit."""
    since = desk.now - desk.rules.throttle.interval(ticket.is_urgent)
    told = delivery_queries.deliveries_of_ticket(desk.session, ticket.id)
    return any(row.step == "called_again" and row.due_at > since for row in told)


def _urges(found: Found, same: Earlier) -> bool:
    return found.is_urging and same.found_by == "number"


def _is_with_unit(ticket: Ticket | None) -> bool:
    return ticket is not None and ticket.state in WITH_UNIT and ticket.lead_unit_id is not None
