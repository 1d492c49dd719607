"""Writes a number in the form of the township's own, for drills and examples."""

from __future__ import annotations

import re

from rules.ticket_number import Patterns

_SLOTS = re.compile(r"\\d(?:\{(\d+)\})?|\[0-9\](?:\{(\d+)\})?")


def number_in_form(patterns: Patterns, digits: str) -> str:
    """Return a number as the township's orders have them, ending in these digits; the digits where no form fits."""
    for pattern in patterns:
        number = _filled(pattern, digits)
        if pattern.fullmatch(number):
            return number
    return digits


def _filled(pattern: re.Pattern[str], digits: str) -> str:
    form = pattern.pattern.removeprefix("(?<![0-9])(?:").removesuffix(")(?![0-9])")
    counts = [int(found[1] or found[2] or 1) for found in _SLOTS.finditer(form)]
    left = digits.rjust(sum(counts), "0")[-sum(counts) or len(digits) :]
    pieces: list[str] = []
    end = 0
    for count, found in zip(counts, _SLOTS.finditer(form), strict=True):
        pieces += [form[end : found.start()], left[:count]]
        left, end = left[count:], found.end()
    return "".join([*pieces, form[end:]]).replace("\\-", "-")
