"""Tells where the orders come from: the largest categories, places and units, and what is left beside them."""

from __future__ import annotations

from collections.abc import Sequence

from reports.outline import Block, Chart, Figure, Part, Series
from reports.outlines.figures import NOBODY, REST, WORDS, Figures, Of, named
from reports.outlines.writing import say, table

TOTAL = "合计"
RECEIVED = "received_count"
# Of fewer values a picture says no more than the table.
_DRAWN = 3
_BASES = {"previous": ("上期", "环比"), "last_year": ("去年同期", "同比")}


def ranking(figures: Figures, dimension: str, most: int, *, with_year: bool = False) -> list[Block]:
    """Return a table of the largest values of a dimension by what was received, and its chart.

    Places are so many that what is left of them would dwarf each in a picture: it stands in the table alone, and the
    line of the picture tells what part of all the places up to each are.
    """
    bases = [base for base in ("previous", *(("last_year",) if with_year else ())) if figures.data.knows(base)]
    tops, word = figures.top(RECEIVED, dimension, most, bases), WORDS[dimension]
    if not tops:
        return [say(f"本期没有来件，不列{word}分布。")]
    columns = [word, "受理量", "占比", *(heading for base in bases for heading in _BASES[base])]
    rows = [(figures.name(of), *_line(figures, of, bases)) for of in tops]
    total = (total_name(dimension), *_line(figures, Of(), bases))
    found: list[Block] = [table(f"{word}分布", columns, [*rows, total], has_total=True)]
    drawn = [of for of in tops if figures.number(RECEIVED, "this", of)]
    drawn = [of for of in drawn if dimension != "place" or of.value not in (NOBODY, REST)]
    if len(drawn) >= _DRAWN:
        found.append(_chart(figures, f"{word}受理量", drawn, reaches=dimension == "place"))
    return found


def _chart(figures: Figures, name: str, tops: Sequence[Of], *, reaches: bool) -> Chart:
    series = [Series("受理量", tuple(figures.count(RECEIVED, "this", of) for of in tops))]
    if reaches:
        series.append(Series("累计占比", tuple(figures.reach(RECEIVED, of) for of in tops)))
    return Chart(name, "pareto" if reaches else "bar", tuple(of.value for of in tops), tuple(series))


def total_name(dimension: str) -> Figure:
    """Return what stands before the sum of a table, as a figure, since every cell of a column is one."""
    return named("total.name", TOTAL, TOTAL)


def _line(figures: Figures, of: Of, bases: Sequence[str]) -> list[Part]:
    found: list[Part] = [figures.count(RECEIVED, "this", of), figures.share(RECEIVED, of)]
    for base in bases:
        found += [figures.count(RECEIVED, base, of), figures.change(RECEIVED, base, of)]
    return found


def units_table(figures: Figures) -> list[Block]:
    """Return the load of every unit and how it kept its limits, those with most orders first, with their sum."""
    counts = (RECEIVED, "closed_count", "open_count", "overdue_count")
    rates = ("on_time_close_rate", "first_contact_on_time_rate", "reopen_rate")
    names = {name for metric in counts for name in figures.by(metric, "unit")}
    received = figures.by(RECEIVED, "unit")
    units = [Of("unit", name) for name in sorted(names, key=lambda name: (-received.get(name, 0), name))]
    if not units:
        return [say("本期各承办单位没有来件、办结件和在办件。")]
    columns = ("承办单位", "受理量", "办结量", "在办量", "超时件", "按时办结率", "首联及时率", "重办率")
    rows = [
        (
            figures.name(of) if of.dimension else total_name("unit"),
            *(figures.count(metric, "this", of) for metric in counts),
            *(figures.rate(metric, "this", of) for metric in rates),
        )
        for of in [*units, Of()]
    ]
    return [
        say("在办量和未办结的超时件截至", figures.as_of, "。"),
        table("承办单位情况", columns, rows, has_total=True),
    ]
