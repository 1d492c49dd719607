"""Reads how people write a change of the rota: 明天早班 郑岚, 我11-28早班 换 吴桐11-29晚班, 请假 11-28 早班."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.half_width import half_width
from rules.named_day import DAY, day_of

_LEAVE = re.compile(r"请假|休假|请个假|上不了|来不了")
_COVER = re.compile(r"顶班|顶岗|补班|代班|我来?顶|我来?上")
# In a text of nothing but shifts a point divides month and day.
_POINT = re.compile(r"(?<![0-9.])([0-9]{1,2})\.([0-9]{1,2})(?![0-9.])")
_YESTERDAY = re.compile(r"昨[天晚日]")
_PART_OF_DAY = {"今晚": "今天", "明晚": "明天", "今早": "今天", "明早": "明天"}
# A shift of a name that the rota does not have.
_OTHER_SHIFT = re.compile(r"[一-鿿](?<![换调当上值个天日的他她我])班")
# What may stand between the shifts and names without meaning more.
_FILLING = re.compile(r"[\s,，。.;；:：、我的和跟与同换对调互由给让请替帮上来班那天想要把改成到您你]|一下")


@dataclass(frozen=True)
class WrittenShift:
    """One shift as it was written: its day and its name."""

    day: date
    name: str


@dataclass(frozen=True)
class WrittenChange:
    """What a text says of the rota: the shifts in the order they stand, the person named, and what is left over.

    `days` are the days that have no shift beside them, `shifts_alone` the shifts without a day, `other_shift` is one of
    a name that nobody knows.
    """

    is_leave: bool
    is_cover: bool
    shifts: tuple[WrittenShift, ...]
    people: tuple[str, ...]
    days: tuple[date, ...] = ()
    shifts_alone: tuple[str, ...] = ()
    other_shift: str | None = None
    rest: str = ""


@dataclass(frozen=True)
class _Found:
    at: int
    day: date | None = None
    name: str | None = None


def read_change(text: str, local: datetime, names: Iterable[str], people: Mapping[str, str]) -> WrittenChange:
    """Read a text said at `local`; `names` are those of the shifts, `people` maps what people are called to userids."""
    plain = _POINT.sub(r"\1-\2", half_width(text))
    is_leave, is_cover = _LEAVE.search(plain), _COVER.search(plain)
    for found in (is_leave, is_cover):
        plain = _blank(plain, found)
    who, plain = _people(plain, people)
    marks: list[_Found] = []
    for name, at in _shift_names(plain, names):
        marks.append(_Found(at, name=name))
        plain = plain[:at] + "，" * len(name) + plain[at + len(name) :]
    days, plain = _days(plain, local)
    shifts, alone, bare = _paired(sorted([*marks, *days], key=lambda each: each.at))
    # A day stands in front of its shift; written once, it is that of all.
    if alone and len(bare) == 1 and not shifts:
        shifts, alone, bare = [WrittenShift(bare[0], name) for name in alone], [], []
    elif alone and len({each.day for each in shifts}) == 1 and not bare:
        shifts, alone = [*shifts, *(WrittenShift(shifts[0].day, name) for name in alone)], []
    other = _OTHER_SHIFT.search(plain)
    return WrittenChange(
        bool(is_leave),
        bool(is_cover),
        tuple(shifts),
        who,
        tuple(bare),
        tuple(alone),
        other[0] if other else None,
        _FILLING.sub("", plain),
    )


def _paired(marks: list[_Found]) -> tuple[list[WrittenShift], list[str], list[date]]:
    shifts: list[WrittenShift] = []
    alone: list[str] = []
    bare: list[date] = []
    for each in marks:
        if each.day is not None:
            bare.append(each.day)
        elif each.name is not None and bare:
            shifts.append(WrittenShift(bare.pop(), each.name))
        elif each.name is not None:
            alone.append(each.name)
    return shifts, alone, bare


def _people(plain: str, people: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    found: dict[int, str] = {}
    for called in sorted(people, key=len, reverse=True):
        for each in re.finditer(re.escape(half_width(called)), plain, re.IGNORECASE):
            if each[0].strip("，"):
                found[each.start()] = people[called]
                plain = _blank(plain, each)
    return tuple(dict.fromkeys(found[at] for at in sorted(found))), plain


def _shift_names(plain: str, names: Iterable[str]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for name in sorted(set(names), key=len, reverse=True):
        for each in re.finditer(re.escape(half_width(name)), plain):
            if all(at >= each.end() or at + len(other) <= each.start() for other, at in found):
                found.append((name, each.start()))
    return found


def _days(plain: str, local: datetime) -> tuple[list[_Found], str]:
    found = []
    for each in _YESTERDAY.finditer(plain):
        found.append(_Found(each.start(), day=local.date() - timedelta(days=1)))
        plain = _blank(plain, each)
    for short, long in _PART_OF_DAY.items():
        plain = plain.replace(short, long)
    for each in DAY.finditer(plain):
        day = day_of(each, local)
        if day is not None:
            found.append(_Found(each.start(), day=day))
            plain = _blank(plain, each)
    return found, plain


def _blank(plain: str, found: re.Match[str] | None) -> str:
    """Put something that separates in the place of what was read, so that all else keeps its place."""
    return plain if found is None else plain[: found.start()] + "，" * len(found[0]) + plain[found.end() :]
