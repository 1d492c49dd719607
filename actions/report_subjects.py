"""Reads what a special report is about: a unit by any of its names, a level of the categories, else a place."""

from __future__ import annotations

from actions.desk import Desk
from actions.unit_names import unit_called
from models.queries.tickets import category_levels
from rules.report_subject import Subject


def subject_of(desk: Desk, words: str) -> Subject:
    """Return the subject that words name; what is neither unit nor category is a place."""
    unit, category, places = None, None, list[str]()
    levels = category_levels(desk.session)
    for word in words.split():
        found = unit_called(desk, word)
        if found is not None and unit is None:
            unit = found.name
        elif word in levels and category is None:
            category = word
        else:
            places.append(word)
    return Subject(category=category, place="".join(places) or None, unit=unit)
