"""Tells what was called in again: the same citizen, the same matter, many people together; nobody by name or number."""

from __future__ import annotations

from collections.abc import Sequence

from reports.outline import Block, Figure, Part
from reports.outlines.figures import Figures, named, whole
from reports.outlines.listing import MOST_CALLERS, listing
from reports.outlines.orders import Order, orders
from reports.outlines.writing import say
from rules.names import REPEAT_RULES

_OFTEN = 3


def repeated(figures: Figures) -> list[Block]:
    """Return how much of what came was called in before, and what spoke for many."""
    count = figures.count
    return [
        say(
            *("重复诉求", count("repeat_count"), "件，重复诉求率", figures.rate("repeat_rate"), "；群体诉求"),
            *(count("crowd_count"), "件。"),
        )
    ]


def repeats_by_rule(figures: Figures, limit: int) -> list[Block]:
    """Return by which rule the repeats were found, and the last of them; the older orders stay unnamed.

    An older order may be one of a caller who wants to stay unknown, and may not be among the frozen rows.
    """
    count = figures.count
    found: list[Block] = [
        say(
            *("重复诉求的认定：写明原工单编号", count("repeat_by_number_count"), "件，同一来电人再次反映同一事项"),
            *(count("repeat_by_caller_count"), "件；另有同一地点由他人反映同一事项", count("same_place_count")),
            "件，不计入重复诉求。",
        )
    ]
    listed = orders(figures, "any_repeat_count", "t.came_at DESC")
    lines = [
        (each.number, each.at("came_at", "首派时间"), each.unit, each.matter, _rule(figures, each)) for each in listed
    ]
    columns = ("工单编号", "来件时间", "承办单位", "事项", "认定依据")
    return [*found, *listing(figures.count("any_repeat_count"), "重复件", columns, lines, limit)]


def _rule(figures: Figures, order: Order) -> Figure:
    rows = figures.data.rows(
        "SELECT DISTINCT found_by FROM relations WHERE ticket_id = :id AND is_same_matter = 1", id=order.row["id"]
    )
    found = {row["found_by"] for row in rows}
    words = [word for rule, word in REPEAT_RULES.items() if rule in found]
    return order.figure("repeat_rule", "认定依据", "、".join(words))


def repeat_callers(figures: Figures) -> list[Block]:
    """Return who called often in the period, told apart by their orders alone."""
    within = figures.data.spans["this"]
    rows = figures.data.rows(
        "SELECT count(*) AS n, group_concat(DISTINCT category) AS about, group_concat(ticket_no, ' ') AS numbers"
        " FROM (SELECT * FROM tickets WHERE merged = 0 AND is_excluded = 0 AND caller IS NOT NULL"
        "  AND came_at >= :start AND came_at < :end ORDER BY id)"
        " GROUP BY caller HAVING count(*) >= :often ORDER BY n DESC, min(id)",
        start=within.start,
        end=within.end,
        often=_OFTEN,
    )
    callers = whole("repeat_callers_count", "同一诉求人多次来电", len(rows))
    often = whole("repeat_callers.at_least", "多次来电的次数下限", _OFTEN)
    lines: list[Sequence[Part]] = []
    for place, row in enumerate(rows, 1):
        key = f"repeat_caller.{place}"
        n = whole(f"{key}.count", "同一诉求人来电次数", row["n"])
        about = named(f"{key}.about", "同一诉求人反映类别", row["about"].replace(",", "、"))
        lines.append((n, about, "、".join(row["numbers"].split())))
    words = say("本期来电", often, "次及以上的同一诉求人共", callers, "名。")
    return [words, *listing(callers, "多次来电", ("来电次数", "反映类别", "工单编号"), lines, MOST_CALLERS, "名")]
