"""Counts again who called often: all of them in one look at the orders, since there may be hundreds."""

from __future__ import annotations

from itertools import groupby

from reports.checking.recount import Expected
from reports.dataset import DataSet

_OFTEN = 3
_ORDERS = f"""
    SELECT * FROM (SELECT id, caller, category, count(*) OVER of_caller AS n, min(id) OVER of_caller AS first
        FROM tickets WHERE merged + is_excluded = 0 AND caller > 0 AND came_at BETWEEN :start AND :end - 1
        WINDOW of_caller AS (PARTITION BY caller))
    WHERE n >= {_OFTEN} ORDER BY n DESC, first, id
"""


def caller_figures(data: DataSet) -> dict[str, Expected]:
    """Return what every figure of those who called often must be, by its key."""
    this = data.spans["this"]
    told: dict[str, Expected] = {"repeat_callers.at_least": _number(_OFTEN)}
    place = 0
    rows = data.rows(_ORDERS, start=this.start, end=this.end)
    for place, (_, orders) in enumerate(groupby(rows, key=lambda row: row["caller"]), 1):
        categories = [row["category"] for row in orders]
        about = "、".join(dict.fromkeys(categories))
        told[f"repeat_caller.{place}.count"] = _number(len(categories))
        told[f"repeat_caller.{place}.about"] = Expected(about, about)
    told["repeat_callers_count"] = _number(place)
    return told


def _number(n: int) -> Expected:
    return Expected(n, str(n))
