"""Says how many of all that was counted a list shows, where it does not show all; how many it may show stands here."""

from __future__ import annotations

from reports.outline import Figure, Paragraph
from reports.outlines.figures import whole
from reports.outlines.writing import say
from rules.report_periods import ReportKind

# Orders in a list: a day is to stay on its page, a month may be looked up.
MOST_ORDERS = {ReportKind.DAILY: 8, ReportKind.WEEKLY: 20, ReportKind.MONTHLY: 30, ReportKind.SPECIAL: 30}
MOST_REPEATS = {ReportKind.WEEKLY: 10, ReportKind.MONTHLY: 30}
MOST_CALLERS = 5
MOST_UNANSWERED = 3
MOST_HOT_SPOTS = 10


def cut(total: Figure, listed: int, word: str = "件") -> list[Paragraph]:
    """Return that a list shows the first of so many, nothing where it shows all; the key is the total's."""
    if not isinstance(total.value, int) or total.value <= listed:
        return []
    shown = whole(f"{total.key}.listed", f"{total.name}列出数", listed)
    return [say("共", total, f"{word}，列前", shown, f"{word}。")]
