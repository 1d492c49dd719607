"""Lists what was counted: on paper as many as may stand there, and how many there are; all of them in the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.outline import Block, Figure, Part
from reports.outlines.figures import whole
from reports.outlines.writing import say, table
from rules.report_periods import ReportKind

# Orders in a list on paper: a day is to stay on its page, a month may be looked up.
MOST_ORDERS = {ReportKind.DAILY: 8, ReportKind.WEEKLY: 20, ReportKind.MONTHLY: 30, ReportKind.SPECIAL: 30}
MOST_REPEATS = {ReportKind.WEEKLY: 10, ReportKind.MONTHLY: 30}
# Far more than a township has; as many rows as anybody reads.
_MOST_IN_BOOK, _IN_WORDS = 100, "一百"
MOST_CALLERS = 5
MOST_UNANSWERED = 3
MOST_HOT_SPOTS = 10


def listing(
    total: Figure, name: str, columns: Sequence[str], lines: Sequence[Sequence[Part]], most: int, word: str = "件"
) -> list[Block]:
    """Return a list of which paper shows the first and the workbook all, and that this is so; nothing of no lines."""
    if len(lines) <= most:
        return [table(name, columns, lines)] if lines else []
    shown = whole(f"{total.key}.listed", f"{total.name}列出数", most)
    listed = replace(table(name, columns, lines[:_MOST_IN_BOOK]), on_paper=most)
    part = "全部" if len(lines) <= _MOST_IN_BOOK else f"前{_IN_WORDS}{word}"
    return [listed, say("共", total, f"{word}，列前", shown, f"{word}；{part}见Excel附表“{name}”。")]
