"""Finds what is odd in a rota: one person in two shifts at once or one after the other, and shifts that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.roster import Shift
from rules.userids import is_same, userid_key


class Odd(StrEnum):
    """What is odd about two shifts."""

    TWICE = "twice"
    BACK_TO_BACK = "back_to_back"
    OVERLAP = "overlap"


@dataclass(frozen=True)
class Oddity:
    """Something odd of two shifts: the first time it happens, and on how many days it does."""

    what: Odd
    first: Shift
    second: Shift
    times: int


def oddities(listed: Sequence[Shift]) -> list[Oddity]:
    """Return what is odd in these shifts, earliest first; the same of every day is told once."""
    found: dict[tuple[object, ...], list[tuple[Shift, Shift]]] = {}
    for first, second in _neighbours(listed):
        what = _what(first, second)
        if what is not None:
            who = userid_key(first.userid or "") if what is not Odd.OVERLAP else ""
            found.setdefault((what, who, first.name, second.name), []).append((first, second))
    told = [Oddity(Odd(str(key[0])), *pairs[0], len(pairs)) for key, pairs in found.items()]
    return sorted(told, key=lambda each: (each.first.starts_at, each.second.starts_at))


def _what(first: Shift, second: Shift) -> Odd | None:
    overlaps = second.starts_at < first.ends_at
    if is_same(first.userid, second.userid):
        return Odd.TWICE if overlaps else Odd.BACK_TO_BACK
    return Odd.OVERLAP if overlaps and first.userid and second.userid else None


def _neighbours(listed: Sequence[Shift]) -> Iterable[tuple[Shift, Shift]]:
    """Yield each shift with those that begin before it is over or just as it is."""
    ordered = sorted(listed, key=lambda each: (each.starts_at, each.ends_at))
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 :]:
            if second.starts_at > first.ends_at:
                break
            yield first, second
