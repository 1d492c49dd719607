"""Counts what is sensitive or confidential, and says nothing else of it."""

from __future__ import annotations

from reports.outline import Paragraph
from reports.outlines.figures import Figures
from reports.outlines.writing import say


def sensitive(figures: Figures) -> Paragraph:
    """Return how many such orders came and are open."""
    count = figures.count
    return say(
        *("突发件", count("emergency_count"), "件；敏感及保密件", count("sensitive_count"), "件，在办"),
        *(count("sensitive_open_count"), "件，具体情况已按规定单独报告，本报表不作描述。"),
    )
