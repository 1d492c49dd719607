"""Decides how a figure stands in a cell of a workbook: as a number with its format wherever it is one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.outline import Figure, Part
from reports.paper_text import clean, words_of

_RATE = re.compile(r"(?:(?P<counts>\d+/\d+) = )?(?P<percent>\d+(?:\.(?P<decimals>\d+))?%)(?:（[^（）]*）)?")
_CHANGE = re.compile(r"\D+[\d.]*\d(?:%|个百分点)")
_POINTS, _LEVEL = "个百分点", "持平"
_NOT_IN_FORMATS = re.compile(r'["\d]')
_LONGEST_AFFIX = 20


@dataclass(frozen=True)
class Typed:
    """The content of a cell, the format it is read through, and how it looks then.

    Percentages are real ones: 95.0 % is 0.95; `counts` is what a rate was computed from. `is_number` also of what only
    stands in the place of a number, such as a dash.
    """

    content: int | Decimal | str | None
    looks: str
    number_format: str = "General"
    counts: str = ""
    is_number: bool = False


def typed(part: Part) -> Typed:
    """Return the cell of a part; a number that is written in another way than as itself keeps its words."""
    shown = words_of(part)
    if isinstance(part, str) or isinstance(part.value, str):
        return Typed(shown, shown)
    if isinstance(part.value, Decimal):
        if rate := _RATE.fullmatch(shown):
            zeros = _zeros(rate["decimals"] or "")
            return Typed(part.value / 100, rate["percent"], f"{zeros}%", rate["counts"] or "", is_number=True)
        if shown == _LEVEL or _CHANGE.fullmatch(shown):
            return _change(part.value, shown)
    if part.value is not None and (number_format := _around(part.value, shown)):
        return Typed(part.value, shown, number_format, is_number=True)
    return Typed(shown, shown, is_number=True)


def computed(figure: Figure) -> Typed:
    """Return the cell of what was computed, whatever is written for it; an empty one where nothing could be said."""
    if figure.value is None or isinstance(figure.value, str):
        text = clean(figure.value or "") or None
        return Typed(text, text or "")
    cell = typed(figure)
    return Typed(figure.value, str(figure.value), is_number=True) if isinstance(cell.content, str) else cell


def _change(value: Decimal, shown: str) -> Typed:
    unit, number = (f'"{_POINTS}"', value) if shown.endswith(_POINTS) else ("%", value / 100)
    written = _zeros(str(value).partition(".")[2]) + unit
    return Typed(number, shown, f'"上升"{written};"下降"{written};"{_LEVEL}"', is_number=True)


def _around(value: int | Decimal, shown: str) -> str:
    """Return the format that puts the words around a number, such as those of `12件`; '' where it does not stand."""
    before, found, after = shown.partition(str(value))
    if not found or max(len(before), len(after)) > _LONGEST_AFFIX or _NOT_IN_FORMATS.search(before + after):
        return ""
    return _quoted(before) + _zeros(str(value).partition(".")[2]) + _quoted(after)


def _zeros(decimals: str) -> str:
    return f"0.{'0' * len(decimals)}" if decimals else "0"


def _quoted(words: str) -> str:
    return f'"{words}"' if words else ""
