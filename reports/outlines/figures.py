"""Makes the figures of a report: every count, rate and change of the list in counts.py, each under its stable key.

A key is `[dimension.value.]metric[.span]`: `received_count`, `received_count.previous`,
`unit.北柳巷社区.on_time_close_rate`, `category.供热.received_count.last_year`; a change ends in `.pop` (on the previous
span) or `.yoy` (on last year's).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

from reports.dataset import DataSet
from reports.outline import Figure, Value
from reports.outlines import shown
from reports.outlines.counts import COUNTS, RATES
from rules.report_periods import Period, ReportKind

_OF_SPANS = {"this": "", "previous": "上期", "last_year": "去年同期"}
_CHANGES = {"previous": ("pop", "环比"), "last_year": ("yoy", "同比")}
NOBODY = "未明确"
_UNIT = "{unit}"
# What orders are told apart by, and the column of it; of a limit the unit is the one that had to keep it.
DIMENSIONS = {
    "unit": _UNIT, "category": "t.category", "matter": "t.matter", "place": "t.place", "community": "t.community",
    "kind": "t.kind", "day": "t.came_day", "closed_day": "t.closed_day", "weekday": "t.came_weekday",
    "hour": "t.came_hour",
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


class Figures:
    """The figures of one data set, each computed once."""

    def __init__(self, data: DataSet) -> None:
        self.data = data
        self._counted: dict[tuple[str, str, str], Mapping[str, int]] = {}

    @cached_property
    def soon(self) -> datetime:
        """Return until when a limit is near: a day ahead, in longer reports a week."""
        return self.data.as_of + _SOON.get(self.data.kind, _SOON_ELSE)

    def number(self, metric: str, span: str = "this", of: Of = ALL) -> int:
        """Return a count."""
        return self.by(metric, of.dimension, span).get(of.value, 0)

    def by(self, metric: str, dimension: str = "", span: str = "this") -> Mapping[str, int]:
        """Return a count by the values of a dimension; without one under ''. What has no value is 未明确."""
        key = (metric, dimension, span)
        if key not in self._counted:
            self._counted[key] = self._count(*key)
        return self._counted[key]

    def count(self, metric: str, span: str = "this", of: Of = ALL) -> Figure:
        """Return the figure of a count."""
        value = self.number(metric, span, of)
        return self._figure(metric, COUNTS[metric].name, span, of, value, str(value))

    def rate(self, metric: str, span: str = "this", of: Of = ALL) -> Figure:
        """Return the figure of a rate, with its counts."""
        part, whole = self._share(metric, span, of)
        value = shown.rate_of(part, whole)
        return self._figure(metric, RATES[metric].name, span, of, value, shown.rate_shown(part, whole))

    def change(self, metric: str, base: str = "previous", of: Of = ALL) -> Figure:
        """Return how a count changed in percent, or a rate in percentage points, on another span."""
        suffix, word = _CHANGES[base]
        if metric in RATES:
            name, unit = RATES[metric].name, "个百分点"
            now, then = (shown.rate_of(*self._share(metric, span, of)) for span in ("this", base))
            # Of what the report shows, so that whoever subtracts the two finds the same.
            value = None if now is None or then is None else now - then
        else:
            name, unit = COUNTS[metric].name, "%"
            value = shown.change_of(self.number(metric, "this", of), self.number(metric, base, of))
        return Figure(
            f"{of.prefix}{metric}.{suffix}", f"{of.words}{name}{word}", value, shown.change_shown(value, unit)
        )

    def orders(self, metric: str, order: str, limit: int, span: str = "this", of: Of = ALL) -> list[sqlite3.Row]:
        """Return the first of the orders that a count is of."""
        count, within = COUNTS[metric], self.data.spans[span]
        column = DIMENSIONS[of.dimension].replace(_UNIT, count.unit_of) if of.dimension else "''"
        query = (
            f"SELECT t.* FROM {count.rows} WHERE {count.where} AND coalesce({column}, '{NOBODY}') = :value"
            f" ORDER BY {order}, t.id LIMIT :limit"
        )
        return self.data.rows(query, **self._given(span, within), value=of.value, limit=limit)

    def moment(self, key: str, name: str, at: datetime | None) -> Figure:
        """Return a moment as a figure."""
        written = shown.moment_shown(at, self.data.zone)
        return Figure(key, name, written if at else None, written)

    def _figure(self, metric: str, name: str, span: str, of: Of, value: int | Decimal | None, text: str) -> Figure:
        key = f"{of.prefix}{metric}" + ("" if span == "this" else f".{span}")
        return Figure(key, f"{of.words}{_OF_SPANS[span]}{name}", value, text)

    def _share(self, metric: str, span: str, of: Of) -> tuple[int, int]:
        rate = RATES[metric]
        return self.number(rate.part, span, of), self.number(rate.whole, span, of)

    def _count(self, metric: str, dimension: str, span: str) -> Mapping[str, int]:
        count, within = COUNTS[metric], self.data.spans.get(span)
        if within is None:
            return {}
        column = DIMENSIONS[dimension].replace(_UNIT, count.unit_of) if dimension else "''"
        query = (
            f"SELECT coalesce({column}, '{NOBODY}') AS name, count(*) AS n FROM {count.rows}"
            f" WHERE {count.where} GROUP BY 1 ORDER BY 1"
        )
        return {str(row["name"]): row["n"] for row in self.data.rows(query, **self._given(span, within))}

    def _given(self, span: str, within: Period) -> dict[str, datetime]:
        """What was open then is told of the end of a span that is compared with."""
        at = self.data.as_of if span == "this" else within.end
        return {"start": within.start, "end": within.end, "at": at, "soon": self.soon - self.data.as_of + at}


def named(key: str, name: str, value: Value) -> Figure:
    """Return a word as a figure: a unit, a place, a category, what an order is about."""
    return Figure(key, name, value, str(value) if value is not None else shown.NOTHING)
