"""Says what a report on one matter is about: a category, a place, a community's area, a unit, or a few orders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules.half_width import half_width
from rules.same_matter import part_of_key

AREA, BY_UNIT = "属地", "承办"
_ROLE = re.compile(rf"(?:(?P<before>{AREA}|{BY_UNIT})[:：]?)?(?P<word>.+?)(?:(?P<after>{AREA}|{BY_UNIT})的?)?")
_OFFICE = re.compile(r"(?:社区|村)?(?:居民委员会|居委会|村民委员会|村委会)?$")
_ESTATE = re.compile(r"小区$")
_NAMES_A_PLACE = re.compile(r"[一-鿿]{2}")


@dataclass(frozen=True)
class Subject:
    """What narrows a special report down, all that is given together; or the orders an incident is about.

    `category` is a level of the category path, `place` part of an address, `unit` the full name of who has the order.
    `areas` is everything that one community is called, its full name first: the orders that came from there.
    """

    category: str | None = None
    place: str | None = None
    unit: str | None = None
    ticket_nos: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Subject:
        """Return what was kept as JSON."""
        lists = {name: tuple(value) for name, value in kept.items() if isinstance(value, list)}
        told: dict[str, Any] = {**kept, **lists}
        return cls(**told)

    @property
    def words(self) -> str:
        """Return it as a title says it, without numbers: 云杉里社区（属地）供热."""
        area = f"{self.areas[0]}（{AREA}）" if self.areas else ""
        unit = f"{self.unit}（{BY_UNIT}）" if self.unit else ""
        return f"{area}{self.place or ''}{unit}{self.category or ''}"


def with_roles(words: str) -> Iterator[tuple[str, str | None]]:
    """Yield each word with 属地 or 承办 where that stands at it or beside it, after it rather than before."""
    said: list[tuple[str, str | None]] = []
    waiting: str | None = None
    for word in words.split():
        if word in (AREA, BY_UNIT):
            if said and said[-1][1] is None:
                said[-1] = (said[-1][0], word)
            else:
                waiting = word
        elif found := _ROLE.fullmatch(word):
            said.append((found["word"], found["before"] or found["after"] or waiting))
            waiting = None
    yield from said


def is_estate(word: str) -> bool:
    """Tell whether a word names one estate and no more of its community: 南柳小区."""
    return _ESTATE.search(word) is not None


def is_area(written: str, names: Iterable[str]) -> bool:
    """Tell whether the community that is written on an order is the one with these names: 南柳 is 南柳社区."""
    return _stem(written) in {_stem(name) for name in names}


def is_called_area(word: str) -> bool:
    """Tell whether a word says itself that it is a community: 南柳社区."""
    return _stem(word) != word


def _stem(name: str) -> str:
    return _OFFICE.sub("", name) or name


@dataclass(frozen=True)
class PlaceWords:
    """A place as it stands in addresses: `key` in their keys, `written` in themselves."""

    key: str
    written: str

    @property
    def key_endings(self) -> tuple[str, ...] | None:
        """Return by which digits the key of an estate's building goes on; None where it may go on anyhow.

        The word 小区 is in no key: 南柳6号楼 is in 南柳小区, 南柳平房区 is not.
        """
        return tuple("0123456789") if is_estate(self.written) else None


def place_words(place: str) -> PlaceWords | None:
    """Return what to look for in addresses; None for what names no place of its own, as 2026, 小区 or 北京市."""
    key = part_of_key(place)
    return PlaceWords(key, half_width(place)) if _NAMES_A_PLACE.search(key.replace("号楼", "")) else None
