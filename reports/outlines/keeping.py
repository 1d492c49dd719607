"""Tells how the limits of each stage were kept."""

from __future__ import annotations

from reports.outline import Table
from reports.outlines.figures import Figures
from reports.outlines.writing import table

DESK_STAGES = {"sign": "签收", "verify": "初核", "assign": "转办", "first_contact": "首联"}


def limits_table(figures: Figures) -> Table:
    """Return for each stage of the contract how many limits fell into the period and how many were kept."""
    rows = [
        (
            word,
            figures.count(f"{stage}_due_count"),
            figures.count(f"{stage}_on_time_count"),
            figures.rate(f"{stage}_on_time_rate"),
            figures.rate(f"{stage}_on_time_rate", "previous"),
            figures.change(f"{stage}_on_time_rate"),
        )
        for stage, word in DESK_STAGES.items()
    ]
    return table("时限执行", ("环节", "应完成", "按时", "及时率", "上期及时率", "环比"), rows)
