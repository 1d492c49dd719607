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
_JOINED = re.compile(r"[和及与]")
# 和4513重复 compares and tells why; 和4513都重复 is said of both.
_COMPARED = re.compile(
    r"\s*(?![都均全各两也\s])[^,。;\n]{0,12}?"
    r"(?:重[复了单]|同一(?!意)|一[样致]|相[同似邻关]|类似|不同(?!意)|一(?:回|件|码)事|两[回码]事"
    r"|一个(?:事|问题|人|地方|案)|同[类步楼户人案]|挨着|隔壁|[有无]关|冲突)"
)


@dataclass(frozen=True)
class TicketWords:
    """The tickets a command names (of one platform, where that stands before them), and the remaining text verbatim."""

    numbers: tuple[str, ...]
    tails: tuple[str, ...]
    rest: str
    platform: str | None = None


@dataclass(frozen=True)
class _Named:
    """A number or tail, where it ends, and whether 和 or the like joins it to the one before."""

    text: str
    end: int
    is_tail: bool
    is_joined: bool


def read_ticket_words(rest: str, patterns: Patterns) -> TicketWords:
    """Split `rest` into numbers and tails, then the text as it was typed.

    A number that others are only compared with (4512 与4513重复) belongs to the text.
    """
    named = _without_compared(_named(rest, patterns), half_width(rest))
    numbers = [each.text for each in named if not each.is_tail]
    tails = [each.text for each in named if each.is_tail]
    end = named[-1].end if named else 0
    return TicketWords(_unique(numbers), _unique(tails), rest[_skip(_AFTER, rest, end) :])


def is_compared(behind: str) -> bool:
    """Tell whether the words behind a number only compare with it: 4513重复."""
    return _COMPARED.match(half_width(behind)) is not None


def _named(rest: str, patterns: Patterns) -> list[_Named]:
    plain = half_width(rest)
    numbers_at = {found.start: found for found in find_numbers(rest, patterns)}
    tails_at = {found.start: found for found in find_tails(rest, patterns)}
    named: list[_Named] = []
    position = 0
    while True:
        start = _skip(_BETWEEN, plain, position)
        is_joined = bool(named and _JOINED.search(plain, position, start))
        marked = _skip(_MARK, plain, start)
        if number := numbers_at.get(marked):
            named.append(_Named(number.text, number.end, False, is_joined))
        elif (lone := _LONE_TAIL.match(plain, marked)) and not _MOBILE.fullmatch(lone[0]):
            named.append(_Named(lone[0], lone.end(), True, is_joined))
        elif tail := tails_at.get(marked):
            named.append(_Named(tail.text, tail.end, True, is_joined))
        else:
            return named
        position = named[-1].end


def _without_compared(named: list[_Named], plain: str) -> list[_Named]:
    joined = [at for at, each in enumerate(named) if each.is_joined]
    return named[: joined[-1]] if joined and is_compared(plain[named[-1].end :]) else named


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _unique(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
