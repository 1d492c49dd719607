"""Tells which tickets a quoted message is about: those its lines begin with, not those that a citizen mentions."""

from __future__ import annotations

import re

from rules.bundling import CIRCLED
from rules.ticket_number import Patterns, find_numbers

_MARKED = re.compile(rf"\s*(?:[{CIRCLED}]|[0-9]{{1,3}}\.)\s*")
_TITLED = re.compile(r"\s*【[^】]*】\s*")
_BARE = re.compile(r"\s*·?\s*")


def numbers_printed(quote: str, patterns: Patterns) -> tuple[str, ...]:
    """Return the full numbers a quoted message is about, in the order of its lines.

    A list gives the number behind each mark, a push the one behind its title, an answer those its lines begin with;
    whatever else the lines hold is the matter of an order, where a citizen may name an earlier one. What is written
    in none of these ways is somebody's own message, and every number in it counts.
    """
    found = [(line, numbers[0]) for line in quote.splitlines() if (numbers := find_numbers(line, patterns))]
    heads = [(line[: number.start], number.text) for line, number in found]
    marked = [number for before, number in heads if _MARKED.fullmatch(before)]
    if marked:
        # Two limits of one order are two lines, and ③ is the third of them.
        return tuple(marked)
    if heads and _TITLED.fullmatch(heads[0][0]):
        return (heads[0][1],)
    bare = [number for before, number in heads if _BARE.fullmatch(before)]
    if bare:
        return tuple(dict.fromkeys(bare))
    return tuple(dict.fromkeys(number.text for number in find_numbers(quote, patterns)))
