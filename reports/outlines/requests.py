"""Tells which requests wait for a decision."""

from __future__ import annotations

from reports.outline import Paragraph
from reports.outlines.figures import Figures
from reports.outlines.writing import joined, say

_WORDS = {
    "returns_waiting_count": "退单",
    "extensions_waiting_count": "延期",
    "exclusions_waiting_count": "剔除",
    "suspensions_waiting_count": "挂账",
    "transfers_waiting_count": "转派",
}


def waiting(figures: Figures) -> Paragraph:
    """Return how many requests of each kind wait for the township or the platform when the report is made."""
    made_at = figures.moment("made_at", "编报时间", figures.data.made_at)
    pieces = [(word, figures.count(metric), "件") for metric, word in _WORDS.items()]
    return say("截至", made_at, "待审批或待平台批复：", *joined(pieces, end="。"))
