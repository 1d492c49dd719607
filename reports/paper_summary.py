"""Writes what the chat reads of a report: a few whole lines that fit into one message."""

from __future__ import annotations

from reports.outline import Outline
from reports.paper_text import words_of
from rules.report_periods import ReportKind

# What one text message of WeCom carries.
LIMIT_BYTES = 2048
MORE = "其余见附件。"
# An incident has no file beside it, and its heading and the promise of the next report stand around these lines.
MORE_OF_INCIDENT = "其余请问值班坐席。"
_AROUND_INCIDENT = 250


def summary(outline: Outline, limit: int = LIMIT_BYTES) -> str:
    """Return the lines of the summary, cut after the last whole one that fits with a word on the rest."""
    more = MORE
    if outline.kind is ReportKind.INCIDENT:
        more, limit = MORE_OF_INCIDENT, limit - _AROUND_INCIDENT
    lines = ["".join(map(words_of, line.parts)) for line in outline.summary]
    if _size(lines) <= limit:
        return "\n".join(lines)
    while lines and _size([*lines, more]) > limit:
        lines.pop()
    return "\n".join([*lines, more])


def _size(lines: list[str]) -> int:
    return len("\n".join(lines).encode())
