"""Decides how a figure stands in a cell of a workbook: as a number with its format wherever it is one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.outline import Figure
from reports.paper_text import clean, words_of

_RATE = re.compile(r"(?:(?P<counts>\d+/\d+) = )?\d+(?:\.(?P<decimals>\d+))?%(?:（[^（）]*）)?")
_CHANGE = re.compile(r"(?:(?P<up>\D+?)[\d.]*\d)(?P<unit>%|个百分点)")
_LEVEL = "持平"
_LONGEST_AFFIX = 20


@dataclass(frozen=True)
class Typed:
    """The content of a cell and the number format it is read through; `counts` is what a rate was computed from.

    Percentages are real ones: 95.0 % is 0.95.
    """

    content: int | Decimal | str
    number_format: str = "General"
    counts: str = ""


def typed(figure: Figure) -> Typed:
    """Return the cell of a figure; one that is written in another way than as its number keeps its words."""
    value, shown = figure.value, words_of(figure)
    if value is None or isinstance(value, str):
        return Typed(shown)
    if isinstance(value, Decimal):
        if rate := _RATE.fullmatch(shown):
            return Typed(value / 100, f"{_zeros(rate['decimals'] or '')}%", rate["counts"] or "")
        if shown == _LEVEL or _CHANGE.fullmatch(shown):
            return _change(value, shown)
    before, found, after = shown.partition(f"{abs(value)}")
    before = before.removesuffix("-") if value < 0 else before
    if (
        not found
        or max(len(before), len(after)) > _LONGEST_AFFIX
        or '"' in before + after
        or re.search(r"\d", before + after)
    ):
        return Typed(shown)
    decimals = str(value).partition(".")[2]
    return Typed(value, f"{_quoted(before)}{_zeros(decimals)}{_quoted(after)}" if before or after or decimals else "0")


def value_of(figure: Figure) -> int | Decimal | str | None:
    """Return what was computed, a percentage as a real one; None where nothing could be said."""
    content = typed(figure).content
    if not isinstance(content, str) or figure.value is None:
        return None if figure.value is None else content
    return clean(figure.value) if isinstance(figure.value, str) else figure.value


def _change(value: Decimal, shown: str) -> Typed:
    unit, number = ('"个百分点"', value) if shown.endswith("个百分点") else ("%", value / 100)
    decimals = _zeros(str(value).partition(".")[2])
    return Typed(number, f'"上升"{decimals}{unit};"下降"{decimals}{unit};"{_LEVEL}"')


def _zeros(decimals: str) -> str:
    return f"0.{'0' * len(decimals)}" if decimals else "0"


def _quoted(words: str) -> str:
    return f'"{words}"' if words else ""
