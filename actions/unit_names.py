"""Knows units by all that they are called: in the directory, and in the table of other names that the desk edits."""

from __future__ import annotations

from collections import defaultdict

from actions.desk import Desk
from models.department import Department
from models.queries import people
from rules.named_units import UnitNames


def unit_called(desk: Desk, word: str) -> Department | None:
    """Return the unit with exactly this name or other name; of the same word the directory's unit counts."""
    word = word.strip()
    return people.department_called(desk.session, word) or _by_table(desk, word)


def names_of_units(desk: Desk) -> list[UnitNames]:
    """Return all units by everything they are called."""
    units = people.all_departments(desk.session)
    known = {name: unit.id for unit in units for name in (unit.name, *(each.alias for each in unit.aliases))}
    more: dict[int, list[str]] = defaultdict(list)
    for alias, name in desk.rules.tables().aliases.items():
        if name in known and alias not in known:
            more[known[name]].append(alias)
    return [UnitNames(unit.id, unit.name, (*(each.alias for each in unit.aliases), *more[unit.id])) for unit in units]


def _by_table(desk: Desk, word: str) -> Department | None:
    name = desk.rules.tables().called(word)
    return people.department_called(desk.session, name) if name != word else None
