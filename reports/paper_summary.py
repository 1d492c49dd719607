"""Writes what the chat reads of a report: a few whole lines that fit into one message."""

from __future__ import annotations

from reports.outline import Outline
from reports.paper_text import words_of

# What one text message of WeCom carries.
LIMIT_BYTES = 2048
MORE = "其余见附件。"


def summary(outline: Outline, limit: int = LIMIT_BYTES) -> str:
    """Return the lines of the summary, cut after the last whole one that fits with a word on the rest."""
    lines = ["".join(map(words_of, line.parts)) for line in outline.summary]
    if _size(lines) <= limit:
        return "\n".join(lines)
    while lines and _size([*lines, MORE]) > limit:
        lines.pop()
    return "\n".join([*lines, MORE])


def _size(lines: list[str]) -> int:
    return len("\n".join(lines).encode())
