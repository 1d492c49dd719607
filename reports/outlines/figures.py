"""Makes the figures of a report: every count, rate and change of the list in counts.py, each under its stable key.

A key is `[dimension.value.]metric[.span]`: `received_count`, `received_count.previous`,
`unit.北柳巷社区.on_time_close_rate`, `category.供热.received_count.last_year`; a change ends in `.pop` (on the previous
span) or `.yoy` (on last year's).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from reports.dataset import DataSet
from reports.outline import Figure, Value
from reports.outlines import shown
from reports.outlines.counts import COUNTS, MEANS, RATES
from rules.report_periods import WHOLE, Period, ReportKind

_OF_SPANS = {"this": "", "previous": "上期", "last_year": "去年同期"}
_CHANGES = {"previous": ("pop", "环比"), "last_year": ("yoy", "同比")}
NOBODY = "未明确"
BY_DESK = "坐席直办或未转办"
# What is left of a dimension when its largest values are told one by one.
REST = "其余"
_UNIT = "{unit}"
_DAY = 86_400_000_000
AGES = ("三日以内", "三至七日", "七至十五日", "十五日以上")
_AGE = (
    f"CASE WHEN :at - t.came_at < {3 * _DAY} THEN '{AGES[0]}' WHEN :at - t.came_at < {7 * _DAY} THEN '{AGES[1]}'"
    f" WHEN :at - t.came_at < {15 * _DAY} THEN '{AGES[2]}' ELSE '{AGES[3]}' END"
)
# What orders are told apart by, and the column of it; of a limit the unit is the one that had to keep it. A grid's
# value is weekday-hour, Monday and midnight being 0, of every second hour.
DIMENSIONS = {
    "unit": _UNIT, "category": "t.category", "matter": "t.matter", "place": "t.place", "community": "t.community",
    "kind": "t.kind", "grade": "t.grade", "day": "t.came_day", "closed_day": "t.closed_day", "age": _AGE,
    "grid": "t.came_weekday || '-' || (t.came_hour / 2 * 2)",
}  # fmt: skip
WORDS = {
    "unit": "承办单位", "category": "类别", "matter": "事项", "place": "点位", "community": "社区（村）",
    "kind": "类型", "grade": "时限", "day": "日期", "closed_day": "日期", "age": "在办时长", "grid": "时段",
}  # fmt: skip
_SOON = {ReportKind.DAILY: timedelta(days=1), ReportKind.INCIDENT: timedelta(days=1)}
_SOON_ELSE = timedelta(days=7)


@dataclass(frozen=True)
class Of:
    """Which orders a figure is about: those with this value in a dimension, or all."""

    dimension: str = ""
    value: str = ""

    @property
    def prefix(self) -> str:
        """Return what its keys begin with."""
        return f"{self.dimension}.{self.value}." if self.dimension else ""

    @property
    def words(self) -> str:
        """Return what its names begin with."""
        return f"{self.value} " if self.dimension else ""


ALL = Of()


class Countable(Protocol):
    """What conditions count on: a data set, or the database itself."""

    @property
    def spans(self) -> Mapping[str, Period]:
        """Return the spans by name."""

    @property
    def as_of(self) -> datetime:
        """Return the moment at which is told what is open."""

    @property
    def kind(self) -> ReportKind:
        """Return the kind of the report."""

    def rows(self, query: str, **given: Any) -> Sequence[Any]:
        """Return what a query finds, by the names of its columns."""


class Counts:
    """Counts of one source by the list in counts.py, each made once."""

    def __init__(self, source: Countable) -> None:
        self._source = source
        self._counted: dict[tuple[str, str, str], Mapping[str, int]] = {}
        self._told: dict[str, frozenset[str]] = {}

    @cached_property
    def soon(self) -> datetime:
        """Return until when a limit is near: a day ahead, in longer reports a week."""
        return self._source.as_of + _SOON.get(self._source.kind, _SOON_ELSE)

    def number(self, metric: str, span: str = "this", of: Of = ALL) -> int:
        """Return a count, 0 where the span has none; of the rest of a dimension, what was not told by name."""
        found = self.by(metric, of.dimension, span)
        if of.value == REST and of.dimension in self._told:
            return sum(n for value, n in found.items() if value not in self._told[of.dimension])
        return found.get(of.value, 0)

    def top(self, metric: str, dimension: str, most: int, bases: Sequence[str] = ()) -> list[Of]:
        """Return the largest values of a dimension, and what is left of it as `REST`, if anything is in any span.

        What has no value comes last of all, just before the rest; `bases` are the spans it is compared with.
        """
        names = [of.value for of in self.largest(metric, dimension, most)]
        names += [NOBODY] if NOBODY in self.by(metric, dimension) else []
        self._told[dimension] = frozenset(names)
        rest = Of(dimension, REST)
        is_left = any(self.number(metric, span, rest) for span in ("this", *bases))
        return [*(Of(dimension, name) for name in names), *([rest] if is_left else [])]

    def largest(self, metric: str, dimension: str, most: int, at_least: int = 1) -> list[Of]:
        """Return the largest values of a dimension alone, those of the same size by name."""
        found = self.by(metric, dimension)
        names = [name for name, n in found.items() if name != NOBODY and n >= at_least]
        return [Of(dimension, name) for name in sorted(names, key=lambda name: (-found[name], name))[:most]]

    def by(self, metric: str, dimension: str = "", span: str = "this") -> Mapping[str, int]:
        """Return a count by the values of a dimension; without one under ''. What has no value is 未明确."""
        key = (metric, dimension, span)
        if key not in self._counted:
            self._counted[key] = self._count(*key)
        return self._counted[key]

    def count_together(self, metrics: Iterable[str], span: str = "this") -> None:
        """Make counts of all orders at once where they are of the same rows: one look at them in place of many."""
        within = self._source.spans[span]
        of_rows: dict[str, list[str]] = {}
        for metric in metrics:
            of_rows.setdefault(COUNTS[metric].rows, []).append(metric)
        for rows, together in of_rows.items():
            columns = ", ".join(
                f"count({COUNTS[metric].what}) FILTER (WHERE {COUNTS[metric].where}) AS {metric}" for metric in together
            )
            (found,) = self._source.rows(f"SELECT {columns} FROM {rows}", **self._given(span, within))
            for metric in together:
                self._counted[metric, "", span] = {"": found[metric]}

    def share_shown(self, metric: str) -> str:
        """Return a rate of all orders as it is told, with its counts."""
        return shown.rate_shown(*self._share(metric, "this", ALL))

    def mean_of(self, metric: str) -> Decimal | None:
        """Return a mean of this span over all orders, with one decimal; None where there is nobody."""
        return shown.mean_of(self.number(MEANS[metric].part), self.number(MEANS[metric].whole))

    def mean_shown(self, metric: str) -> str:
        """Return a mean as it is told, — where there is nobody."""
        mean = self.mean_of(metric)
        return shown.NOTHING if mean is None else str(mean)

    def _share(self, metric: str, span: str, of: Of) -> tuple[int, int]:
        rate = RATES[metric]
        return self.number(rate.part, span, of), self.number(rate.whole, span, of)

    def _count(self, metric: str, dimension: str, span: str) -> Mapping[str, int]:
        count, within = COUNTS[metric], self._source.spans.get(span)
        if within is None:
            return {}
        column = DIMENSIONS[dimension].replace(_UNIT, count.unit_of) if dimension else "''"
        query = (
            f"SELECT coalesce({column}, '{NOBODY}') AS name, count({count.what}) AS n FROM {count.rows}"
            f" WHERE {count.where} GROUP BY 1 ORDER BY 1"
        )
        return {str(row["name"]): row["n"] for row in self._source.rows(query, **self._given(span, within))}

    def _given(self, span: str, within: Period) -> dict[str, datetime]:
        """What was open then is told of the end of a span that is compared with."""
        at = self._source.as_of if span == "this" else within.end
        whole = self._source.spans.get(WHOLE[span], within)
        soon = self.soon - self._source.as_of + at
        return {"start": within.start, "end": within.end, "whole_end": whole.end, "at": at, "soon": soon}


class Figures(Counts):
    """The figures of one data set, each computed once."""

    def __init__(self, data: DataSet) -> None:
        super().__init__(data)
        self.data = data

    @property
    def as_of(self) -> Figure:
        """Return the moment of which is told what is open, late and due soon; it stands wherever that is told."""
        return self.moment("as_of", "统计时点", self.data.as_of)

    def count(self, metric: str, span: str = "this", of: Of = ALL) -> Figure:
        """Return a count as a figure, — of a span that began before the desk did."""
        value = self.number(metric, span, of) if self.data.knows(span) else None
        told = shown.NOTHING if value is None else str(value)
        return self._figure(metric, COUNTS[metric].name, span, of, value, told)

    def rate(self, metric: str, span: str = "this", of: Of = ALL) -> Figure:
        """Return a rate as a figure, with its counts; — of none, and of a span that began before the desk did."""
        part, whole = self._share(metric, span, of) if self.data.knows(span) else (0, 0)
        value = shown.rate_of(part, whole)
        return self._figure(metric, RATES[metric].name, span, of, value, shown.rate_shown(part, whole))

    def mean(self, metric: str) -> Figure:
        """Return the figure of a mean over all orders."""
        return Figure(metric, MEANS[metric].name, self.mean_of(metric), self.mean_shown(metric))

    def change(self, metric: str, base: str = "previous", of: Of = ALL) -> Figure:
        """Return how a count changed in percent, or a rate in percentage points, on another span."""
        suffix, word = _CHANGES[base]
        if metric in RATES:
            name, unit = RATES[metric].name, "个百分点"
            now, then = (shown.rate_of(*self._share(metric, span, of)) for span in ("this", base))
            # Of what the report shows, so that whoever subtracts the two finds the same.
            value, on = (None if now is None or then is None else now - then), self._share(metric, base, of)[1]
        else:
            name, unit = COUNTS[metric].name, "%"
            on = self.number(metric, base, of)
            value = shown.change_of(self.number(metric, "this", of), on)
        value = value if self.data.knows(base) else None
        text = shown.change_shown(value, unit, on)
        return Figure(f"{of.prefix}{metric}.{suffix}", f"{of.words}{name}{word}", value, text)

    def orders(self, metric: str, order: str, span: str = "this", of: Of = ALL) -> list[sqlite3.Row]:
        """Return the orders that a count is of, in the order of an SQL expression over `t`."""
        count, within = COUNTS[metric], self.data.spans[span]
        column = DIMENSIONS[of.dimension].replace(_UNIT, count.unit_of) if of.dimension else "''"
        query = (
            f"SELECT t.* FROM {count.rows} WHERE {count.where} AND coalesce({column}, '{NOBODY}') = :value"
            f" ORDER BY {order}, t.id"
        )
        return self.data.rows(query, **self._given(span, within), value=of.value)

    def share(self, metric: str, of: Of) -> Figure:
        """Return what part of all of a count these are."""
        part, whole = self.number(metric, "this", of), self.number(metric)
        name = f"{of.words}{COUNTS[metric].name}占比"
        return Figure(f"{of.prefix}{metric}.share", name, shown.rate_of(part, whole), shown.rate_shown(part, whole))

    def reach(self, metric: str, of: Of) -> Figure:
        """Return what part of all of a count the values of a dimension are, from the largest to this one."""
        found = self.by(metric, of.dimension)
        largest = self.largest(metric, of.dimension, len(found))
        part, whole = sum(found[each.value] for each in largest[: largest.index(of) + 1]), self.number(metric)
        name = f"至{of.words}{COUNTS[metric].name}累计占比"
        return Figure(f"{of.prefix}{metric}.reach", name, shown.rate_of(part, whole), shown.rate_shown(part, whole))

    def name(self, of: Of) -> Figure:
        """Return the value of a dimension as a figure, since it may hold digits; no unit is told as the desk."""
        told = BY_DESK if of == Of("unit", NOBODY) else of.value
        return named(f"{of.prefix}name", WORDS[of.dimension], told)

    def moment(self, key: str, name: str, at: datetime | None) -> Figure:
        """Return a moment as a figure."""
        written = shown.moment_shown(at, self.data.zone)
        return Figure(key, name, written if at else None, written)

    def _figure(self, metric: str, name: str, span: str, of: Of, value: int | Decimal | None, text: str) -> Figure:
        key = f"{of.prefix}{metric}" + ("" if span == "this" else f".{span}")
        return Figure(key, f"{of.words}{_OF_SPANS[span]}{name}", value, text)


def whole(key: str, name: str, value: int) -> Figure:
    """Return a number that is none of the list as a figure."""
    return Figure(key, name, value, str(value))


def named(key: str, name: str, value: Value) -> Figure:
    """Return a word as a figure: a unit, a place, a category, what an order is about."""
    return Figure(key, name, value, str(value) if value is not None else shown.NOTHING)
