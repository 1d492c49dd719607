"""Reads how people write a change of the rota: 明天早班 郑岚, 我11-28早班 换 吴桐11-29晚班, 请假 11月28日至30日."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rules.half_width import half_width
from rules.rota_days import NamedDays, in_days, named_days

_LEAVE = re.compile(r"请假|休假|请个假|上不了|来不了|请(?=[0-9一二三四五六七八九十两]+天假)")
_COVER = re.compile(r"顶班|顶岗|补班|代班|我来?顶|我来?上(?!午)")
# A shift of a name that the rota does not have; 上午班 is not 午班.
_PART_OF_NAME = re.compile(r"[上下中](?=午)")
_OTHER_SHIFT = re.compile(r"[一-鿿](?<![换调当上值个天日的他她我])班")
# What may stand between the shifts and names without meaning more.
_FILLING = re.compile(
    r"[\s,，。.;；:：、我的和跟与同换对调互由给让请替帮上来班那天想要把改成到您你从起顶代]|一下|全天|整天|开始|麻烦|谢谢|可以吗?|行吗|好吗"
)
# Less than a shift, or none of its name: 下午, 半天, 10点以后.
_PART = re.compile(r"上午|下午|中午|凌晨|早上|晚上|夜里|半天|[0-9]{1,2}\s*(?:[点时]|:[0-9]{2})")
_NIGHT_ENDS = 6
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WrittenShift:
    """One shift as it was written: its day and its name."""

    day: date
    name: str


@dataclass(frozen=True)
class WrittenSpan:
    """Days from one to another, and of which shift, if that is written."""

    first: date
    last: date
    name: str | None = None


@dataclass(frozen=True)
class WrittenChange:
    """What a text says of the rota: the shifts in the order they stand, the person named, and what is left over.

    `days` are the days that have no shift beside them, `spans` several days in one, `shifts_alone` the shifts without a
    day, `other_shift` is one of a name that nobody knows, `part` a part of a day with no shift beside it.
    """

    is_leave: bool
    is_cover: bool
    shifts: tuple[WrittenShift, ...]
    people: tuple[str, ...]
    days: tuple[date, ...] = ()
    shifts_alone: tuple[str, ...] = ()
    other_shift: str | None = None
    rest: str = ""
    spans: tuple[WrittenSpan, ...] = ()
    part: str | None = None


@dataclass(frozen=True)
class _Name:
    """The name of a shift at a place of the text."""

    at: int
    name: str


def read_change(
    text: str,
    local: datetime,
    names: Collection[str],
    people: Mapping[str, str],
    at_midnight: Collection[str] = (),
) -> WrittenChange:
    """Read a text said at `local`; `names` are those of the shifts, `people` maps what people are called to userids.

    Of the shifts `at_midnight`, which begin then, 今晚 means the one of the next day.
    """
    plain = in_days(half_width(text))
    is_leave, is_cover = _LEAVE.search(plain), _COVER.search(plain)
    for found in (is_leave, is_cover):
        plain = _blank(plain, found)
    who, plain = _people(plain, people)
    marks, plain = _marks(plain, names, local)
    named, alone, bare = _paired(_with_meant(marks, names))
    # A day stands in front of its shift; written once, it is that of all.
    if alone and len(bare) == 1 and not named:
        named, alone, bare = [(bare[0], name) for name in alone], [], []
    elif alone and len({(each.first, each.last) for each, _name in named}) == 1 and not bare:
        named, alone = [*named, *((named[0][0], name) for name in alone)], []
    if local.hour >= _NIGHT_ENDS:
        named = [(_next_day(each) if name in at_midnight and each.is_evening else each, name) for each, name in named]
    other = _OTHER_SHIFT.search(plain)
    rest = _FILLING.sub("", plain)
    less = _PART.search(plain) if bare else None
    return WrittenChange(
        bool(is_leave),
        bool(is_cover),
        tuple(WrittenShift(each.first, name) for each, name in named if each.first == each.last),
        who,
        tuple(each.first for each in bare if each.first == each.last),
        tuple(alone),
        other[0] if other else None,
        rest,
        _spans([*named, *((each, None) for each in bare)]),
        next((each.part for each in bare if each.part), less[0] if less else None),
    )


def _marks(plain: str, names: Collection[str], local: datetime) -> tuple[list[_Name | NamedDays], str]:
    """Return the names of shifts and the days of a text in its order, and what is left of it."""
    plain = re.sub(rf"([今明])(?={'|'.join(map(re.escape, names)) or '$'})", r"\1天", plain)
    found: list[_Name | NamedDays] = []
    for name, at in _shift_names(plain, names):
        found.append(_Name(at, name))
        plain = plain[:at] + "，" * len(name) + plain[at + len(name) :]
    days, plain = named_days(plain, local)
    return sorted([*found, *days], key=lambda each: each.at), plain


def _spans(named: Iterable[tuple[NamedDays, str | None]]) -> tuple[WrittenSpan, ...]:
    return tuple(WrittenSpan(each.first, each.last, name) for each, name in named if each.first != each.last)


def _next_day(days: NamedDays) -> NamedDays:
    return replace(days, first=days.first + _DAY, last=days.last + _DAY)


def _paired(
    marks: Iterable[_Name | NamedDays],
) -> tuple[list[tuple[NamedDays, str]], list[str], list[NamedDays]]:
    named: list[tuple[NamedDays, str]] = []
    alone: list[str] = []
    bare: list[NamedDays] = []
    for each in marks:
        if isinstance(each, NamedDays):
            bare.append(each)
        elif bare:
            named.append((bare.pop(), each.name))
        else:
            alone.append(each.name)
    return named, alone, bare


def _with_meant(marks: Sequence[_Name | NamedDays], names: Collection[str]) -> Iterator[_Name | NamedDays]:
    """今晚 and 明早 with no shift beside them mean the only one that is called so."""
    for each, following in zip(marks, [*marks, None][1:], strict=True):
        yield each
        if isinstance(each, NamedDays) and each.part in ("早", "晚") and not isinstance(following, _Name):
            meant = [name for name in set(names) if name.startswith(each.part)]
            yield from (_Name(each.at, name) for name in meant[:1] if len(meant) == 1)


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
            if half_width(name).startswith("午") and _PART_OF_NAME.match(plain, max(each.start() - 1, 0)):
                continue
            if all(at >= each.end() or at + len(other) <= each.start() for other, at in found):
                found.append((name, each.start()))
    return found


def _blank(plain: str, found: re.Match[str] | None) -> str:
    """Put something that separates in the place of what was read, so that all else keeps its place."""
    return plain if found is None else plain[: found.start()] + "，" * len(found[0]) + plain[found.end() :]
