"""Reads what follows a command's name: ticket numbers and tails, then free text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules.half_width import half_width
from rules.ticket_number import Patterns, find_numbers, find_tails

_BETWEEN = re.compile(r"[\s,、;和及与]*")
_MARK = re.compile(r"(?:尾号|工单编号|工单号|单号|编号|工单|#)\s*:?\s*")
_LONE_TAIL = re.compile(r"[0-9]{4,12}(?=[\s,、;和及与]|$)")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_AFTER = re.compile(r"[\s,，、;；:：]*")


@dataclass(frozen=True)
class TicketWords:
    """The tickets a command names (of one platform, where that stands before them), and the remaining text verbatim."""

    numbers: tuple[str, ...]
    tails: tuple[str, ...]
    rest: str
    platform: str | None = None


def read_ticket_words(rest: str, patterns: Patterns) -> TicketWords:
    """Split `rest` into numbers and tails, then the text as it was typed."""
    plain = half_width(rest)
    numbers_at = {found.start: found for found in find_numbers(rest, patterns)}
    tails_at = {found.start: found for found in find_tails(rest, patterns)}
    numbers: list[str] = []
    tails: list[str] = []
    position = 0
    while True:
        start = _skip(_BETWEEN, plain, position)
        marked = _skip(_MARK, plain, start)
        if number := numbers_at.get(marked):
            numbers.append(number.text)
            position = number.end
        elif (lone := _LONE_TAIL.match(plain, marked)) and not _MOBILE.fullmatch(lone[0]):
            tails.append(lone[0])
            position = lone.end()
        elif tail := tails_at.get(marked):
            tails.append(tail.text)
            position = tail.end
        else:
            break
    return TicketWords(_unique(numbers), _unique(tails), rest[_skip(_AFTER, rest, position) :])


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _unique(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
