"""Works out what a figure must be from its key alone: counts, rates, changes and what is told of single orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from reports.checking.metrics import COLUMNS, MEANS, METRICS, RATES
from reports.checking.shown import FEW, FEW_MARK, NOTHING, SMALL_MARK, percent_of
from reports.dataset import DataSet
from rules.report_periods import ReportKind

NOBODY, REST, NO_UNIT = "未明确", "其余", "坐席直办或未转办"
_NAME, _SHARE, _REACH = ".name", "share", "reach"
_OF_ALL = {_SHARE, _REACH}
_SPANS = {"previous", "last_year"}
_WHOLE = {"this": "period", "previous": "previous_whole", "last_year": "last_year_whole"}
_CHANGES = {"pop": "previous", "yoy": "last_year"}
_SHORT = frozenset({ReportKind.DAILY, ReportKind.INCIDENT})


@dataclass(frozen=True)
class Expected:
    """What a figure must be and how it must be written."""

    value: int | Decimal | str | None
    shown: str


@dataclass(frozen=True)
class Key:
    """A key taken apart: `dimension.value.metric.span`, and which change it tells."""

    dimension: str
    value: str
    metric: str
    span: str
    change: str


class Recount:
    """Counts again what a data set holds; each metric once for a span and a dimension."""

    def __init__(self, data: DataSet, keys: Collection[str]) -> None:
        self.data = data
        # What a report tells of one by one, so that what it calls the rest is known.
        self._told = {key.removesuffix(_NAME) for key in keys if key.endswith(_NAME)}
        self._wanted = _wanted(keys)
        self._counted: dict[tuple[str, str, str], dict[str, int]] = {}

    def expected(self, text: str) -> Expected | None:
        """Return what the figure of a key must be; None for a key nobody knows."""
        if text.endswith(_NAME):
            return self._name(*text.removesuffix(_NAME).partition(".")[::2])
        key = taken_apart(text)
        if key is None:
            return None
        if key.change == _SHARE:
            part, whole = self.count(key.metric, "this", key.dimension, key.value), self.count(key.metric, "this")
            return rate(part, whole)
        if key.change == _REACH:
            return self._reach(key)
        if self._began_before(_CHANGES.get(key.change, key.span)):
            return Expected(None, NOTHING)
        if key.change:
            return self._change(key)
        if key.metric in RATES:
            return self._rate(key, key.span)
        if key.metric in MEANS:
            return mean(*(self.count(metric, key.span, key.dimension, key.value) for metric in MEANS[key.metric]))
        n = self.count(key.metric, key.span, key.dimension, key.value)
        return Expected(n, str(n))

    def _began_before(self, span: str) -> bool:
        """Tell whether a span that is compared with began before the day of the first order."""
        query = """SELECT count(*) FROM spans, facts WHERE spans.name = :span AND facts.name = 'known_from'
            AND start_at < CAST(value AS INTEGER)"""
        return span != "this" and self.data.value(query, span=span) > 0

    def count(self, metric: str, span: str, dimension: str = "", value: str = "") -> int:
        """Return a metric of a span, of the orders with a value in a dimension."""
        key = (metric, span, dimension)
        if key not in self._counted:
            self._count(*key)
        if value == REST and REST not in self._counted[key]:
            return sum(n for name, n in self._counted[key].items() if f"{dimension}.{name}" not in self._told)
        return self._counted[key].get(value, 0)

    def _name(self, dimension: str, value: str) -> Expected | None:
        """Return the name of a value, if the data know it."""
        if dimension not in COLUMNS:
            return None
        if value != REST and dimension not in ("age", "day") and not self._is_known(dimension, value):
            return None
        shown = NO_UNIT if (dimension, value) == ("unit", NOBODY) else value
        return Expected(shown, shown)

    def _is_known(self, dimension: str, value: str) -> bool:
        return value == NOBODY or self._is_anywhere(dimension, value)

    def _is_anywhere(self, dimension: str, value: str) -> bool:
        """Tell whether an order, a limit or an official call-back at any time has a name."""
        column = COLUMNS[dimension] or "unit"
        tables = ("tickets", "clocks", "official") if dimension == "unit" else ("tickets",)
        return any(
            self.data.value(f"SELECT EXISTS (SELECT 1 FROM {name} WHERE {column} = :value)", value=value)
            for name in tables
        )

    def _reach(self, key: Key) -> Expected:
        """What has as many orders as the key's value or more, of equals those named before it, as a part of all."""
        own = self.count(key.metric, "this", key.dimension, key.value)
        counted = self._counted[key.metric, "this", key.dimension]
        before = (n for name, n in counted.items() if name != NOBODY and (-n, name) <= (-own, key.value))
        return rate(sum(before), self.count(key.metric, "this"))

    def _rate(self, key: Key, span: str) -> Expected:
        part, whole = (self.count(metric, span, key.dimension, key.value) for metric in RATES[key.metric])
        return rate(part, whole)

    def _change(self, key: Key) -> Expected:
        base = _CHANGES[key.change]
        if key.metric in RATES:
            now, then = (self._rate(key, span).value for span in ("this", base))
            if not isinstance(now, Decimal) or not isinstance(then, Decimal):
                return Expected(None, NOTHING)
            base_count = self.count(RATES[key.metric][1], base, key.dimension, key.value)
            return changed(now - then, "个百分点", base_count)
        n, of = (self.count(key.metric, span, key.dimension, key.value) for span in ("this", base))
        if of == 0:
            return Expected(None, NOTHING)
        return changed(percent_of(n - of, of), "%", of)

    def _count(self, metric: str, span: str, dimension: str) -> None:
        """Count a metric and, in the same look at the rows, all others of the report that are of the same ones."""
        within, one = self.data.spans.get(span), METRICS[metric]
        if within is None:
            self._counted[metric, span, dimension] = {}
            return
        together = sorted({metric, *(each for each in self._wanted[span, dimension] if METRICS[each].rows == one.rows)})
        column = (COLUMNS[dimension] or one.holder) if dimension else "''"
        at = self.data.as_of if span == "this" else within.end
        near = timedelta(days=1 if self.data.kind in _SHORT else 7)
        sums = ", ".join(f"{METRICS[name].counted} AS {name}" for name in together)
        query = f"SELECT coalesce({column}, '{NOBODY}') AS named, {sums} FROM ({one.rows}) GROUP BY 1"
        whole = self.data.spans.get(_WHOLE[span], within)
        last, whole_last = (each.end - timedelta(microseconds=1) for each in (within, whole))
        given = {"start": within.start, "last": last, "whole_last": whole_last, "at": at, "soon": at + near}
        found = self.data.rows(query, **given)
        for name in together:
            self._counted[name, span, dimension] = {str(row["named"]): row[name] or 0 for row in found}


def _wanted(keys: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """Return by span and dimension the metrics that figures are of; of a rate its part and its whole."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key in map(taken_apart, keys):
        if key is not None:
            base = _CHANGES.get(key.change, key.span)
            places = {(base, key.dimension), *([("this", key.dimension)] if key.change else [])}
            for place in [*places, *([("this", "")] if key.change in _OF_ALL else [])]:
                found[place].update((RATES | MEANS).get(key.metric, (key.metric,)))
    return found


def rate(part: int, whole: int) -> Expected:
    """Return how a rate has to be written: one decimal, its counts before it, marked where they are few."""
    if not whole:
        return Expected(None, NOTHING)
    percent = percent_of(part, whole)
    return Expected(percent, f"{part}/{whole} = {percent}%{FEW_MARK if whole < FEW else ''}")


def mean(part: int, whole: int) -> Expected:
    """Return how many come to one, in whole tenths, half up."""
    if not whole:
        return Expected(None, NOTHING)
    tenths = (20 * part + whole) // (2 * whole)
    return Expected(Decimal(tenths) / 10, f"{tenths // 10}.{tenths % 10}")


def changed(by: Decimal, unit: str, base: int = FEW) -> Expected:
    """Return how a change is written, marked on a small base."""
    mark = SMALL_MARK if base < FEW else ""
    if not by:
        return Expected(by, f"持平{mark}")
    return Expected(by, f"{'上升' if by > 0 else '下降'}{abs(by)}{unit}{mark}")


def taken_apart(text: str) -> Key | None:
    """Take a key apart; None where it is not of this form. A value may hold dots, a metric holds none."""
    rest, _, last = text.rpartition(".")
    span, change = "this", ""
    if last in _SPANS:
        span = last
    elif last in _CHANGES or last in _OF_ALL:
        change = last
    else:
        rest = text
    before, _, metric = rest.rpartition(".")
    if metric not in METRICS and metric not in RATES and metric not in MEANS:
        return None
    dimension, _, value = before.partition(".")
    if dimension not in COLUMNS and before:
        return None
    return Key(dimension, value, metric, span, change)
