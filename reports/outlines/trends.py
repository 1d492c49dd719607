"""Tells when the orders come: by day, by month, and by weekday and hour."""

from __future__ import annotations

from datetime import date, timedelta

from reports.dataset import DataSet
from reports.outline import Block, Chart, Figure, Part, Series
from reports.outlines.figures import Figures, Of, named, whole
from reports.outlines.ranking import total_name
from reports.outlines.writing import say, table
from reports.paper_text import numeral

_WEEKDAYS = "一二三四五六日"
# Fewer months than these show no trend.
_TREND = 2
# Of fewer orders a table of days and one of hours are hardly more than noughts.
SPREAD = 30
_TWO_HOURS = range(0, 24, 2)
_HOUR_WORDS = (
    "零时",
    "二时",
    "四时",
    "六时",
    "八时",
    "十时",
    "十二时",
    "十四时",
    "十六时",
    "十八时",
    "二十时",
    "二十二时",
)


def by_day(figures: Figures) -> list[Block]:
    """Return what came and went each day of the period, as a table and a line."""
    days = _days(figures.data)
    came = [figures.count("received_count", "this", Of("day", str(day))) for day in days]
    went = [figures.count("closed_count", "this", Of("closed_day", str(day))) for day in days]
    rows: list[tuple[Part, ...]] = [
        (_day(day), each, closed) for day, each, closed in zip(days, came, went, strict=True)
    ]
    total = (total_name("day"), figures.count("received_count"), figures.count("closed_count"))
    series = (Series("受理量", tuple(came)), Series("办结量", tuple(went)))
    chart = Chart("逐日受理与办结", "line", tuple(f"{day:%m-%d}" for day in days), series)
    return [table("逐日受理与办结", ("日期", "受理量", "办结量"), [*rows, total], has_total=True), chart]


def by_month(figures: Figures) -> list[Block]:
    """Return what came and went in each of the last thirteen months, as a table and a line.

    A month that the desk did not see whole is left out, but for the report's own.
    """
    data = figures.data
    months = data.rows("SELECT * FROM months ORDER BY month")
    known = [row for row in months if row["start_at"] >= data.known_from or row is months[-1]]
    left_out, months = len(known) < len(months), known
    came = [whole(f"month.{row['month']}.received", f"{row['month']} 受理量", row["received"]) for row in months]
    went = [whole(f"month.{row['month']}.closed", f"{row['month']} 办结量", row["closed"]) for row in months]
    names = [named(f"month.{row['month']}.name", "月份", row["month"]) for row in months]
    series = (Series("受理量", tuple(came)), Series("办结量", tuple(went)))
    since = [say("本系统数据自", names[0], "起完整，此前月份不列。")] if left_out else []
    if len(months) < _TREND:
        return list(since)
    name = f"近{numeral(len(months))}个月趋势"
    return [
        *since,
        table(name, ("月份", "受理量", "办结量"), list(zip(names, came, went, strict=True))),
        Chart(name, "line", tuple(row["month"] for row in months), series),
    ]


def heat(figures: Figures) -> list[Block]:
    """Return when in the week and the day orders come, as a table and a heat chart."""
    rows: list[tuple[Part, ...]] = []
    series = []
    for weekday, word in enumerate(_WEEKDAYS):
        cells: list[Figure] = [
            figures.count("received_count", "this", Of("grid", f"{weekday}-{hour}")) for hour in _TWO_HOURS
        ]
        rows.append((f"周{word}", *cells))
        series.append(Series(f"周{word}", tuple(cells)))
    return [
        table("来件时段分布", ("星期", *_HOUR_WORDS), rows),
        Chart("来件时段分布", "heat", _HOUR_WORDS, tuple(series)),
    ]


def spread(figures: Figures) -> list[Block]:
    """Return both by day and by hour, or that they are left out where hardly anything but noughts would stand there."""
    count, least = figures.count("received_count"), whole("spread.at_least", "逐日和时段列示下限", SPREAD)
    if figures.number("received_count") < SPREAD:
        return [say("本期受理", count, "件，不足", least, "件，不列逐日和时段分布。")]
    return [*by_day(figures), *heat(figures)]


def _days(data: DataSet) -> list[date]:
    within = data.spans["this"]
    first = within.start.astimezone(data.zone).date()
    last = (within.end - timedelta(microseconds=1)).astimezone(data.zone).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _day(day: date) -> Figure:
    return named(f"day.{day}.name", "日期", f"{day:%m-%d}（周{_WEEKDAYS[day.weekday()]}）")
