"""Tells what was called in again: the same citizen, the same matter, many people together; nobody by name or number."""

from __future__ import annotations

from reports.outline import Block, Part
from reports.outlines.figures import Figures, named, whole
from reports.outlines.writing import say

_OFTEN = 3
_MOST_TOLD = 5


def repeated(figures: Figures) -> list[Block]:
    """Return how much of what came was called in before, and what spoke for many."""
    count = figures.count
    return [
        say(
            *("重复诉求", count("repeat_count"), "件，重复诉求率", figures.rate("repeat_rate"), "；群体诉求"),
            *(count("crowd_count"), "件。"),
        )
    ]


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
    found: list[Block] = [say("本期来电", often, "次及以上的同一诉求人共", callers, "名。")]
    for place, row in enumerate(rows[:_MOST_TOLD], 1):
        key = f"repeat_caller.{place}"
        n: list[Part] = [whole(f"{key}.count", "同一诉求人来电次数", row["n"])]
        about = named(f"{key}.about", "同一诉求人反映类别", row["about"].replace(",", "、"))
        numbers = "、".join(row["numbers"].split())
        found.append(say("同一诉求人", *n, "次，反映", about, "：", numbers, "。"))
    return found
