"""Finds which named thing a person meant: the name, a synonym, pinyin initials, or the nearest one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.half_width import half_width


@dataclass(frozen=True)
class NamedThing:
    """One entry of the table; `initials` are those of the name and of the synonyms, computed by the caller."""

    name: str
    synonyms: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exact:
    """The word means exactly this name."""

    name: str


@dataclass(frozen=True)
class Choices:
    """The word fits several names, in the order of the table."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Nearest:
    """The word means nothing; this name is the closest."""

    name: str


@dataclass(frozen=True)
class Unknown:
    """The word is like nothing in the table."""


def resolve_name(word: str, table: Sequence[NamedThing]) -> Exact | Choices | Nearest | Unknown:
    """Return what `word` means in `table`; width and case do not matter."""
    wanted = half_width(word).strip().lower()
    if not wanted:
        return Unknown()
    for fits in (_by_name, _by_initials):
        names = tuple(thing.name for thing in table if fits(wanted, thing))
        if names:
            return Exact(names[0]) if len(names) == 1 else Choices(names)
    distances = [(edit_distance(wanted, spelling), thing.name) for thing in table for spelling in _spellings(thing)]
    nearest = min(distances, key=lambda pair: pair[0], default=None)
    if nearest and nearest[0] <= max(1, len(wanted) // 3) and nearest[0] < len(wanted):
        return Nearest(nearest[1])
    return Unknown()


def edit_distance(left: str, right: str) -> int:
    """Return how many letters must be put in, left out, changed or swapped to make `right` of `left`."""
    before: list[int] = []
    current = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        oldest, before, current = before, current, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, current[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, oldest[j - 2] + 1)
            current.append(cost)
    return current[-1]


def _by_name(wanted: str, thing: NamedThing) -> bool:
    return wanted in _spellings(thing)


def _by_initials(wanted: str, thing: NamedThing) -> bool:
    return wanted in thing.initials


def _spellings(thing: NamedThing) -> Iterable[str]:
    return [half_width(spelling).lower() for spelling in (thing.name, *thing.synonyms)]
