"""Tells where the orders come from: the largest categories, places and units, and what is left beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from reports.outline import Block, Chart, Figure, Part, Series
from reports.outlines.figures import WORDS, Figures, Of, named
from reports.outlines.writing import table

TOTAL = "合计"
RECEIVED = "received_count"


def ranking(
    figures: Figures, dimension: str, most: int, *, kind: Literal["bar", "pareto"] = "bar", with_year: bool = False
) -> list[Block]:
    """Return a table of the largest values of a dimension by what was received, and its chart."""
    tops, word = figures.top(RECEIVED, dimension, most), WORDS[dimension]
    columns = [word, "受理量", "占比", "上期", "环比", *(["去年同期", "同比"] if with_year else [])]
    rows = [(figures.name(of), *_line(figures, of, with_year)) for of in tops]
    total = (total_name(dimension), *_line(figures, Of(), with_year))
    found: list[Block] = [table(f"{word}分布", columns, [*rows, total], has_total=True)]
    if tops:
        found.append(chart_of(figures, f"{word}受理量", kind, RECEIVED, tops))
    return found


def chart_of(figures: Figures, name: str, kind: Literal["bar", "pareto"], metric: str, tops: Sequence[Of]) -> Chart:
    """Return the picture of a count by the values of a dimension."""
    series = Series("受理量", tuple(figures.count(metric, "this", of) for of in tops))
    return Chart(name, kind, tuple(of.value for of in tops), (series,))


def total_name(dimension: str) -> Figure:
    """Return what stands before the sum of a table."""
    return named("total.name", TOTAL, TOTAL)


def _line(figures: Figures, of: Of, with_year: bool) -> list[Part]:
    found: list[Part] = [
        figures.count(RECEIVED, "this", of),
        figures.share(RECEIVED, of),
        figures.count(RECEIVED, "previous", of),
        figures.change(RECEIVED, "previous", of),
    ]
    if with_year:
        found += [figures.count(RECEIVED, "last_year", of), figures.change(RECEIVED, "last_year", of)]
    return found


def units_table(figures: Figures) -> list[Block]:
    """Return the load of every unit and how it kept its limits, those with most orders first, with their sum."""
    counts = (RECEIVED, "closed_count", "open_count", "overdue_count")
    rates = ("on_time_close_rate", "first_contact_on_time_rate", "reopen_rate")
    names = {name for metric in counts for name in figures.by(metric, "unit")}
    received = figures.by(RECEIVED, "unit")
    units = [Of("unit", name) for name in sorted(names, key=lambda name: (-received.get(name, 0), name))]
    columns = ("承办单位", "受理量", "办结量", "在办量", "超时件", "按时办结率", "首联及时率", "重办率")
    rows = [
        (
            figures.name(of) if of.dimension else total_name("unit"),
            *(figures.count(metric, "this", of) for metric in counts),
            *(figures.rate(metric, "this", of) for metric in rates),
        )
        for of in [*units, Of()]
    ]
    return [table("承办单位情况", columns, rows, has_total=True)]
