"""Reads how figures are written, without asking whoever wrote them, and finds what cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reports.checking.wrong import Wrong

NOTHING, FEW_MARK, SMALL_MARK, FEW = "—", "（样本少）", "（基数小）", 10
_RATE = re.compile(r"(?P<part>\d+)\s*/\s*(?P<whole>\d+)\s*=\s*(?P<percent>-?\d+(?:\.\d+)?)\s*%(?P<mark>（样本少）)?")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)%")
_CHANGE = re.compile(r"(?P<way>上升|下降|持平)(?:(?P<size>\d+(?:\.\d+)?)(?P<unit>%|个百分点))?")
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Rate:
    """A rate with its counts, as it is written."""

    part: int
    whole: int
    percent: Decimal
    is_marked: bool


def percent_of(part: int, whole: int, step: Decimal = _TENTH) -> Decimal:
    """Return a share in percent with one decimal (or as many as `step` has), half away from zero."""
    return (Decimal(100) * part / whole).quantize(step, ROUND_HALF_UP)


def rates_in(text: str) -> list[Rate]:
    """Return every rate in a text."""
    return [
        Rate(int(found["part"]), int(found["whole"]), Decimal(found["percent"]), found["mark"] is not None)
        for found in _RATE.finditer(text)
    ]


def impossible(text: str, where: str) -> Iterator[Wrong]:
    """Yield what cannot be in a text whatever the data: rates beyond their bounds, wrong or unmarked ones."""
    for rate in rates_in(text):
        said = f"{rate.part}/{rate.whole} = {rate.percent}%"
        if rate.part > rate.whole:
            yield Wrong("part_over_whole", where, "", said)
        if not 0 <= rate.percent <= 100:
            yield Wrong("rate_out_of_range", where, "", said)
        if rate.whole == 0:
            yield Wrong("nothing_shown_as_zero", where, NOTHING, said)
        # The three rates have as many decimals as the city wants.
        elif rate.percent != (right := percent_of(rate.part, rate.whole, rate.percent)):
            yield Wrong("wrong_shown", where, f"{right}%", said)
        if 0 < rate.whole < FEW and not rate.is_marked:
            yield Wrong("few_unmarked", where, FEW_MARK, said)
        if rate.whole >= FEW and rate.is_marked:
            yield Wrong("few_unmarked", where, "", said + FEW_MARK)
    rest = _CHANGE.sub("", _RATE.sub("", text))
    for found in _PERCENT.finditer(rest):
        if not 0 <= Decimal(found[1]) <= 100:
            yield Wrong("rate_out_of_range", where, "", found[0])
    for found in _CHANGE.finditer(text):
        if (found["way"] == "持平") == (found["size"] is not None):
            yield Wrong("wrong_direction", where, "", found[0])
