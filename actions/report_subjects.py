"""Reads what a special report is about: a community's area, a unit, a level of the categories, else a place."""

from __future__ import annotations

from collections.abc import Callable

from actions.desk import Desk
from actions.unit_names import names_of_units, unit_called
from models.queries.subjects import communities
from models.queries.tickets import category_levels
from rules.report_subject import BY_UNIT, Subject, is_area, is_called_area, is_estate, with_roles

_COMMUNITY = "community"


def subject_of(desk: Desk, words: str) -> Subject:
    """Return the subject that words name; what is neither unit nor category is a place.

    By its name a community is its area; as a unit it is meant where 承办 stands beside.
    """
    unit, areas, category, places = None, tuple[str, ...](), None, list[str]()
    levels = category_levels(desk.session)
    for word, role in with_roles(words):
        if unit is None and (name := _unit_named(desk, word, role)) is not None:
            unit = name
        elif not areas and role != BY_UNIT and (found := _area_named(desk, word)):
            areas = found
        elif word in levels and category is None:
            category = word
        else:
            places.append(word)
    return Subject(category=category, place="".join(places) or None, unit=unit, areas=areas)


def place_of(desk: Desk, words: str) -> Subject:
    """Return the place that words name: a community's area, or part of an address."""
    areas = _area_named(desk, words.strip())
    return Subject(areas=areas) if areas else Subject(place=words)


def nothing_fits_all(desk: Desk, words: str, is_known: Callable[[Subject], bool]) -> bool:
    """Tell of words that no order is of whether each by itself would be known."""
    single = [f"{word}{role or ''}" for word, role in with_roles(words)]
    return len(single) > 1 and all(is_known(subject_of(desk, word)) for word in single)


def _unit_named(desk: Desk, word: str, role: str | None) -> str | None:
    found = unit_called(desk, word)
    return found.name if found is not None and (role == BY_UNIT or found.kind != _COMMUNITY) else None


def _area_named(desk: Desk, word: str) -> tuple[str, ...]:
    """Return everything a community is called; of one that is no unit here, what orders call it."""
    if is_estate(word):
        return ()
    found = unit_called(desk, word)
    if found is not None and found.kind == _COMMUNITY:
        called = next(each for each in names_of_units(desk) if each.id == found.id)
        return (called.name, *called.aliases)
    is_known = is_called_area(word) and any(is_area(each, [word]) for each in communities(desk.session))
    return (word,) if is_known else ()
