"""Looks ahead: what is due next, what the same season brought last year, and what follows from the figures by rule."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from reports.outline import Block, Paragraph
from reports.outlines.figures import NOBODY, Figures, Of, named, whole
from reports.outlines.ranking import total_name
from reports.outlines.writing import say, table

# A category, point or unit is spoken of from so many orders, and when it changed by so much.
_ENOUGH = 10
_GROWN_PERCENT = Decimal(30)
_CROWDED_POINT = 5
_LOW_PERCENT = Decimal(90)
_SEASON_RISES = Fraction(6, 5)
_MOST = 3


def due_by_unit(figures: Figures) -> list[Block]:
    """Return what is due within a week at every unit, and what of it is likely to be late by a stated rule."""
    units = figures.largest("due_soon_count", "unit", 1000)
    others = figures.number("due_soon_count") - sum(figures.number("due_soon_count", "this", of) for of in units)
    named_units = [*units, *([Of("unit", NOBODY)] if others else [])]
    rows = [
        (figures.name(of), figures.count("due_soon_count", "this", of), figures.count("at_risk_count", "this", of))
        for of in named_units
    ]
    total = (total_name("unit"), figures.count("due_soon_count"), figures.count("at_risk_count"))
    if not named_units:
        return [say("自", figures.as_of, "起一周内到期", figures.count("due_soon_count"), "件。")]
    urgent = "件，请承办单位优先办理。" if figures.number("at_risk_count") else "件。"
    words = say(
        *("自", figures.as_of, "起一周内到期", figures.count("due_soon_count")),
        *("件；其中单位尚未受理或内部办理时限已过、较可能超时的", figures.count("at_risk_count"), urgent),
    )
    columns = ("承办单位", "一周内到期", "较可能超时")
    return [words, table("下周预警", columns, [*rows, total], has_total=True)]


def season(figures: Figures) -> list[Block]:
    """Return what the next month may bring: this month's orders, changed as last year changed into that month."""
    rows = _seasons(figures)
    same, following = (sum(row[column] for row in rows) for column in ("same_month", "next_month"))
    if same < _ENOUGH:
        return [say("去年同期数据不足，不作季节性预测。")]
    expected = int(Fraction(figures.number("received_count") * following, same) + Fraction(1, 2))
    return [
        say(
            *("去年同月受理", whole("season.same_month", "去年同月受理量", same), "件，去年下月受理"),
            *(whole("season.next_month", "去年下月受理量", following), "件；按此变化推算，下月约受理"),
            *(whole("season.expected", "下月预计受理量", expected), "件。"),
        )
    ]


def _rising(figures: Figures) -> Iterator[Paragraph]:
    """What rose last year from this month to the next, those that rose most first."""
    rows = [
        row
        for row in _seasons(figures)
        if row["next_month"] >= _ENOUGH and row["next_month"] >= row["same_month"] * _SEASON_RISES
    ]
    for row in rows[:_MOST]:
        key, name = f"season.{row['category']}", row["category"]
        yield say(
            *(
                named(f"{key}.name", "类别", name),
                "去年同月",
                whole(f"{key}.same_month", f"{name} 去年同月", row["same_month"]),
            ),
            *("件、下月升至", whole(f"{key}.next_month", f"{name} 去年下月", row["next_month"])),
            "件，建议主责单位本月内完成排查和物资、人员准备。",
        )


def _seasons(figures: Figures) -> list[sqlite3.Row]:
    if not figures.data.knows("last_year"):
        return []
    return figures.data.rows("SELECT * FROM seasons ORDER BY next_month - same_month DESC, category")


def suggestions(figures: Figures) -> list[Block]:
    """Return what to do before anybody calls, each with the figures it follows from; by rules, not by opinion."""
    found = [*_rising(figures), *_grown(figures), *_crowded(figures), *_late_units(figures)]
    return list(found) or [say("按既定规则，本期数据未触发专门建议。")]


def _grown(figures: Figures) -> Iterator[Paragraph]:
    for of in figures.largest("received_count", "category", _MOST * 3, _ENOUGH):
        change = figures.change("received_count", "previous", of)
        if isinstance(change.value, Decimal) and change.value >= _GROWN_PERCENT:
            count = figures.count("received_count", "this", of)
            yield say(figures.name(of), "受理", count, "件，环比", change, "，建议主责单位提前排查、主动告知。")


def _crowded(figures: Figures) -> Iterator[Paragraph]:
    for of in figures.largest("received_count", "place", _MOST, _CROWDED_POINT):
        count = figures.count("received_count", "this", of)
        yield say("点位", figures.name(of), "受理", count, "件，建议现场会商，一次解决共性问题。")


def _late_units(figures: Figures) -> Iterator[Paragraph]:
    for of in figures.largest("closed_or_overdue_count", "unit", 1000, _ENOUGH):
        rate = figures.rate("on_time_close_rate", "this", of)
        if isinstance(rate.value, Decimal) and rate.value < _LOW_PERCENT:
            yield say(figures.name(of), "按时办结率", rate, "，建议核实办理堵点并倒排时间。")
