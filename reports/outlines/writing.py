"""Puts figures into sentences and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.outline import Paragraph, Part, Table
from reports.paper_text import words_of

_STOPS = tuple("。，、；")
_ENDS = tuple("。，、；：！？")


def say(*parts: Part) -> Paragraph:
    """Return a paragraph of these words and figures; what a figure ended with its own stop is not stopped again."""
    told: list[Part] = []
    for part in parts:
        if told and isinstance(part, str) and part[:1] in _STOPS and words_of(told[-1])[-1:] in _ENDS:
            part = part[1:]
        told += [part] if part != "" else []
    return Paragraph(tuple(told))


def joined(parts: Iterable[Sequence[Part]], between: str = "、", end: str = "") -> list[Part]:
    """Return several short pieces one after the other, with a sign between them."""
    found: list[Part] = []
    for piece in parts:
        found += [between] if found else []
        found += piece
    return [*found, end] if end else found


def table(name: str, columns: Sequence[str], rows: Iterable[Sequence[Part]], *, has_total: bool = False) -> Table:
    """Return a table under a name that is its sheet too; with `has_total` its last row is the sum of the others."""
    return Table(name, tuple(columns), tuple(tuple(row) for row in rows), has_total)
