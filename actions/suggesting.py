"""Suggests who is to handle a new order and as what, and remembers it, so that it can be measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions.desk import Desk
from actions.unit_names import names_of_units, unit_called
from models.department import Department
from models.queries import people
from models.queries import study as queries
from models.study import Suggestion
from models.ticket import Ticket
from rules.claim_words import grams
from rules.desk_tables import Category
from rules.suggesting_unit import ALIKE, ASKED, Handled, suggest

HIT_RATE_OVER = timedelta(days=90)


@dataclass(frozen=True)
class Candidate:
    """A unit that may be lead, and what speaks for it: alike (with how many orders), table or place."""

    unit: Department
    why: str
    n: int = 0


@dataclass(frozen=True)
class _ByTable:
    unit: Department | None
    category: Category
    keyword: str | None

    @property
    def because(self) -> dict[str, str]:
        return {"keyword": self.keyword} if self.keyword else {"category": "->".join(self.category.path)}


@dataclass(frozen=True)
class HitRate:
    """How many orders with a suggested unit were assigned, and how many of them to that unit."""

    n_assigned: int
    n_followed: int


def suggest_for(desk: Desk, ticket: Ticket) -> Suggestion | None:
    """Suggest a unit, and a category where the order has none, from the likest past orders, else by the desk's table.

    None when neither knows anything.
    """
    words = grams(ticket.title, ticket.content)
    likest = {number: likeness for likeness, number in queries.likest(desk.session, words, 2 * ASKED, ALIKE)}
    units = {unit.id: unit for unit in people.all_departments(desk.session)}
    past = [each for each in queries.tickets(desk.session, likest) if each.id != ticket.id and _is_voice(each, units)]
    named = {name: each.id for each in names_of_units(desk) for name in (each.name, *each.aliases)}
    handled = [_handled(each, likest[each.id], units, named) for each in past]
    own = _community_of(desk, ticket)
    found = suggest(handled, own.id if own else None)
    category = () if ticket.category_path else found.category
    unit_id, because = found.unit_id, list[Any](found.because)
    table = _by_table(desk, ticket, own)
    if table is not None and not because:
        category = category if ticket.category_path else table.category.path
        unit_id, because = table.unit.id if table.unit else None, [table.because]
    if unit_id is None and not category:
        return None
    row = Suggestion(
        ticket_id=ticket.id,
        suggested_at=desk.now,
        unit_id=unit_id,
        category_path=list(category),
        because=because,
    )
    desk.session.add(row)
    desk.session.flush()
    return row


def candidates(desk: Desk, ticket: Ticket) -> list[Candidate]:
    """Return the units that an agent may choose from as lead, the likeliest first; none is ever assigned by itself."""
    row = queries.suggestion_of(desk.session, ticket.id) or suggest_for(desk, ticket)
    own, found = _community_of(desk, ticket), list[Candidate]()
    table = _by_table(desk, ticket, own)
    if row is not None and row.unit_id is not None and all(isinstance(each, int) for each in row.because):
        found.append(Candidate(people.department(desk.session, row.unit_id), "alike", len(row.because)))
    if table is not None and table.unit is not None:
        found.append(Candidate(table.unit, "table"))
    path = table.category.path if table is not None else ticket.category_path
    if own is not None and desk.rules.tables().may_community_lead(path):
        found.append(Candidate(own, "place"))
    return list({each.unit.id: each for each in reversed(found) if each.unit.is_active}.values())[::-1]


def hit_rate(desk: Desk, over: timedelta = HIT_RATE_OVER) -> HitRate:
    """Return how often suggestions of the last days were followed."""
    return HitRate(*queries.suggestions_followed(desk.session, desk.now - over))


def hit_rate_in(desk: Desk, since: datetime, until: datetime) -> HitRate:
    """Return how often suggestions of a span were followed, as the monthly report counts them."""
    return HitRate(*queries.suggestions_followed(desk.session, since, until))


def _by_table(desk: Desk, ticket: Ticket, own: Department | None) -> _ByTable | None:
    """Return what the desk's table of categories says; what communities may lead goes to the one of the place."""
    found = desk.rules.tables().category_of(ticket.category_path, f"{ticket.title or ''}，{ticket.content or ''}")
    if found is None:
        return None
    category, keyword = found
    unit = unit_called(desk, category.lead_unit) if category.lead_unit else None
    return _ByTable(unit or (own if category.community_may_lead else None), category, keyword)


def _is_voice(ticket: Ticket, units: dict[int, Department]) -> bool:
    return ticket.lead_unit_id in units and ticket.state != "voided"


def _handled(ticket: Ticket, likeness: float, units: dict[int, Department], named: dict[str, int]) -> Handled:
    assert ticket.lead_unit_id is not None
    unit = units[ticket.lead_unit_id]
    own = unit.kind == "community" and unit.id == named.get(ticket.community or "")
    return Handled(ticket.id, likeness, unit.id, own, tuple(ticket.category_path))


def _community_of(desk: Desk, ticket: Ticket) -> Department | None:
    if not ticket.community:
        return None
    unit = unit_called(desk, ticket.community)
    return unit if unit is not None and unit.kind == "community" else None
