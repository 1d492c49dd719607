"""Reads what follows a command's name: ticket numbers and tails, a stated time, then free text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from rules.half_width import half_width
from rules.spoken_time import read_moment
from rules.ticket_number import Patterns, find_numbers, find_tails

_BETWEEN = re.compile(r"[\s,、;和及与]*")
_MARK = re.compile(r"(?:尾号|工单编号|工单号|单号|编号|工单|#)\s*:?\s*")
_LONE_TAIL = re.compile(r"[0-9]{4,12}(?=[\s,、;和及与]|$)")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
# Any fixed moment serves to find where a written time ends; its value is read later against the true clock.
_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class TicketWords:
    """The tickets a command names, the time it states as written, and the remaining text verbatim."""

    numbers: tuple[str, ...]
    tails: tuple[str, ...]
    stated_at_text: str | None
    rest: str


def read_ticket_words(rest: str, patterns: Patterns, *, with_time: bool = True) -> TicketWords:
    """Split `rest` into numbers and tails, then an optional stated time, then the text as it was typed."""
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
    start = _skip(_BETWEEN, plain, position)
    moment = read_moment(plain[start:], _ANY_MOMENT, UTC) if with_time else None
    end = start + moment.end if moment else position
    stated = rest[start:end] if moment else None
    return TicketWords(
        _unique(numbers), _unique(tails), stated, rest[_skip(re.compile(r"[\s,，、;；:：]*"), rest, end) :]
    )


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _unique(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
