"""Counts what is sensitive or confidential, and says nothing else of it."""

from __future__ import annotations

from reports.outline import Paragraph
from reports.outlines.figures import Figures
from reports.outlines.writing import say


def sensitive(figures: Figures) -> Paragraph:
    """Return how many such orders came and are open."""
    told = [figures.count(metric) for metric in ("emergency_count", "sensitive_count", "sensitive_open_count")]
    apart = "，本报表不作描述" if any(each.value for each in told) else ""
    opened = ("件，截至", figures.as_of, "在办", told[2], f"件{apart}。")
    return say("突发件", told[0], "件；敏感及保密件", told[1], *opened)
