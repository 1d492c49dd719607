"""Reads what orders are looked for by words: what each names, and the period among them."""

from __future__ import annotations

from dataclasses import dataclass

from actions.desk import Desk
from actions.unit_names import unit_called
from models.queries import finding as queries
from models.queries.tickets import category_levels
from models.ticket import Ticket
from rules.names import STATES
from rules.report_periods import Period
from rules.statistics_words import read_statistics

# Of more than these nobody reads on; the newest are looked through.
MOST = 2000
_CODES = {word: code for code, word in STATES.items()}


@dataclass(frozen=True)
class Search:
    """The words that all have to fit, and when the orders came; `rest` is what is not the period."""

    sought: tuple[queries.Sought, ...]
    period: Period | None
    rest: str


def search_of(desk: Desk, text: str) -> Search:
    """Return what is looked for."""
    asked = read_statistics(text, desk.now, desk.rules.zone, desk.rules.rates.period_start_day)
    sought = tuple(_sought(desk, word) for word in asked.words.split())
    return Search(sought, asked.period if asked.has_period else None, asked.words)


def found_by(desk: Desk, search: Search, department_id: int | None) -> list[Ticket]:
    """Return the orders that fit, newest first, a unit only its own; never more than MOST and one."""
    return queries.fitting(desk.session, search.sought, search.period, department_id=department_id, limit=MOST + 1)


def is_matter(desk: Desk, word: str) -> bool:
    """Tell whether a word names a unit, class, kind or state, so that nobody is looked for by it as by a name."""
    known = unit_called(desk, word) is not None or word in _CODES
    return known or word in category_levels(desk.session) or word in queries.kinds(desk.session)


def _sought(desk: Desk, word: str) -> queries.Sought:
    unit = unit_called(desk, word)
    return queries.Sought(word, unit.id if unit else None, _CODES.get(word))
