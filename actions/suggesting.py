"""Suggests who is to handle a new order and as what, and remembers it, so that it can be measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from actions.desk import Desk
from models.department import Department
from models.queries import people
from models.queries import study as queries
from models.study import Suggestion
from models.ticket import Ticket
from rules.claim_words import grams
from rules.suggesting_unit import ALIKE, ASKED, Handled, suggest

HIT_RATE_OVER = timedelta(days=90)


@dataclass(frozen=True)
class HitRate:
    """How many orders with a suggested unit were assigned, and how many of them to that unit."""

    n_assigned: int
    n_followed: int


def suggest_for(desk: Desk, ticket: Ticket) -> Suggestion | None:
    """Suggest a unit, and a category where the order has none, from the likest past orders; None when none is alike."""
    words = grams(ticket.title, ticket.content)
    likest = {number: likeness for likeness, number in queries.likest(desk.session, words, 2 * ASKED, ALIKE)}
    units = {unit.id: unit for unit in people.all_departments(desk.session)}
    past = [each for each in queries.tickets(desk.session, likest) if each.id != ticket.id and _is_voice(each, units)]
    handled = [_handled(desk, each, likest[each.id], units) for each in past]
    own = _community_of(desk, ticket)
    found = suggest(handled, own.id if own else None)
    category = () if ticket.category_path else found.category
    if found.unit_id is None and not category:
        return None
    row = Suggestion(
        ticket_id=ticket.id,
        suggested_at=desk.now,
        unit_id=found.unit_id,
        category_path=list(category),
        because=list(found.because),
    )
    desk.session.add(row)
    desk.session.flush()
    return row


def hit_rate(desk: Desk, over: timedelta = HIT_RATE_OVER) -> HitRate:
    """Return how often suggestions of the last days were followed."""
    return HitRate(*queries.suggestions_followed(desk.session, desk.now - over))


def _is_voice(ticket: Ticket, units: dict[int, Department]) -> bool:
    return ticket.lead_unit_id in units and ticket.state != "voided"


def _handled(desk: Desk, ticket: Ticket, likeness: float, units: dict[int, Department]) -> Handled:
    assert ticket.lead_unit_id is not None
    unit = units[ticket.lead_unit_id]
    own = unit.kind == "community" and _is_called(unit, desk.rules.tables().called(ticket.community or ""))
    return Handled(ticket.id, likeness, unit.id, own, tuple(ticket.category_path))


def _is_called(unit: Department, name: str) -> bool:
    return name in (unit.name, *(each.alias for each in unit.aliases))


def _community_of(desk: Desk, ticket: Ticket) -> Department | None:
    if not ticket.community:
        return None
    unit = people.department_called(desk.session, desk.rules.tables().called(ticket.community))
    return unit if unit is not None and unit.kind == "community" else None
