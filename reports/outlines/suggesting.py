"""Tells how often the suggested unit was the one an order went to."""

from __future__ import annotations

from reports.outline import Figure, Paragraph
from reports.outlines import shown
from reports.outlines.figures import Figures
from reports.outlines.writing import say


def hit_rate(figures: Figures) -> Paragraph:
    """Return the hit rate of the suggestions of the period."""
    whole, part = figures.data.rows("SELECT count(*), coalesce(sum(is_followed), 0) FROM suggestions")[0]
    told = Figure("suggestion_hit_rate", "转办建议命中率", shown.rate_of(part, whole), shown.rate_shown(part, whole))
    return say("转办建议命中率（转办单位与建议相同）", told, "。")
