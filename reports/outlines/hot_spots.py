"""Tells what was hot in the period: where and what, how many calls, and by which rule it was found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from reports.dataset import DataSet, moment
from reports.outline import Block, Part
from reports.outlines.figures import Figures, named, whole
from reports.outlines.listing import listing
from reports.outlines.writing import say
from rules.hot_spot_words import why
from rules.hot_spots import HotSpotRule, Reason

_ALL_SENSITIVE = "敏感件聚集"
_NUMBERS = 3
# Orders of the period that count; a hot spot without any was hot before.
_SPOTS = """
    SELECT h.*, count(*) AS n FROM hot_spots h JOIN hot_spot_orders o ON o.hot_spot_id = h.id
    JOIN tickets t ON t.id = o.ticket_id
    WHERE t.merged = 0 AND t.is_excluded = 0 AND t.came_at >= :start AND t.came_at < :end
    GROUP BY h.id ORDER BY n DESC, h.id
"""
_OPEN_ONES = """
    SELECT t.matter, t.ticket_no FROM hot_spot_orders o JOIN tickets t ON t.id = o.ticket_id
    WHERE o.hot_spot_id = :spot AND t.is_sensitive = 0 AND t.merged = 0 AND t.is_excluded = 0
    AND t.came_at >= :start AND t.came_at < :end ORDER BY t.came_at DESC, t.id DESC
"""


def hot_spots(figures: Figures, most: int) -> list[Block]:
    """Return how many hot spots there were, and the largest of them with the rules that found them."""
    data, this = figures.data, figures.data.spans["this"]
    found = data.rows(_SPOTS, start=this.start, end=this.end)
    if not (found or data.fact_or("hot_spots_sought", otherwise=True)):
        return [say("热点识别没有启用，本期未统计热点。")]
    total = whole("hot_spots_count", "热点数", len(found))
    words = say("本期热点", total, "处。")
    if not found:
        return [words]
    columns = ("地点", "事项", "本期件数", "发现规则", "首次发现", "工单")
    lines = [tuple(_line(figures, row)) for row in found]
    return [words, *listing(total, "热点", columns, lines, most, "处")]


def _line(figures: Figures, row: sqlite3.Row) -> Iterator[Part]:
    data, this, key = figures.data, figures.data.spans["this"], f"hot_spot.{row['id']}"
    orders = data.rows(_OPEN_ONES, spot=row["id"], start=this.start, end=this.end)
    yield named(f"{key}.place", "热点地点", row["place"] if orders else None)
    yield named(f"{key}.matter", "热点事项", _matter(orders) if orders else _ALL_SENSITIVE)
    yield whole(f"{key}.orders", "热点本期件数", row["n"])
    yield named(f"{key}.why", "热点发现规则", why(_reasons(data, row["id"]), row["days"]))
    yield figures.moment(f"{key}.first_found_at", "热点首次发现", moment(row["first_found_at"]))
    more = "等" if len(orders) > _NUMBERS else ""
    yield "、".join(str(each["ticket_no"]) for each in orders[:_NUMBERS]) + more or "不列"


def _matter(orders: list[sqlite3.Row]) -> str:
    """What most of them are about; of equals the first by name."""
    names = [str(each["matter"]) for each in orders]
    return min(set(names), key=lambda name: (-names.count(name), name))


def _reasons(data: DataSet, spot: int) -> Iterator[Reason]:
    for row in data.rows("SELECT * FROM hot_spot_reasons WHERE hot_spot_id = :spot ORDER BY id", spot=spot):
        hundredths = row["mean_hundredths"]
        mean = None if hundredths is None else hundredths / 100
        yield Reason(HotSpotRule(row["rule"]), row["n_claims"], mean)
