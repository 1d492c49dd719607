"""Finds a second order in the words of a command for one: its result there would be lost in the first one's note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.half_width import half_width
from rules.ticket_number import FoundNumber, FoundTail, Patterns, find_numbers, find_tails, may_be_a_quantity
from rules.ticket_words import is_compared

_MARK = r"(?:尾号|工单编号|工单号|单号|编号|工单|#)?\s*:?\s*$"
_MENTIONED = re.compile(
    r"(?:[与同和跟及见按照像如即因据把将为是到入至随含]|重复(?:录入|登记|派单|件|单)?[了:,]?|属于|关联|合并|连同|包括|(?:正确|原|另)的?)\s*"
    + _MARK
)
_BEGINS_A_PIECE = re.compile(r"(?:^|[\s,、;:。.!/])\s*" + _MARK)
_JOINED = re.compile(r"\s*(?:[、,和及与]\s*)?")
_GAP = re.compile(r"[\s,、;:。]*")


@dataclass(frozen=True)
class OtherNumber:
    """A number in a command's words: what stands before and behind it, and whether it begins a piece of its own."""

    text: str
    before: str
    behind: str
    begins_piece: bool
    is_mentioned: bool


def other_numbers(text: str, patterns: Patterns) -> Iterator[OtherNumber]:
    """Yield the numbers and tails in a command's words; those that are times or money are none."""
    plain = half_width(text)
    standing: list[FoundNumber | FoundTail] = [*find_numbers(text, patterns), *find_tails(text, patterns)]
    listed_to = -1
    for found in sorted(standing, key=lambda each: each.start):
        before, behind = plain[: found.start], plain[found.end :]
        if may_be_a_quantity(plain, found.text):
            continue
        is_listed = listed_to >= 0 and _JOINED.fullmatch(plain, listed_to, found.start) is not None
        is_mentioned = is_listed or _MENTIONED.search(before) is not None or is_compared(behind)
        listed_to = found.end if is_mentioned else -1
        begins_piece = _BEGINS_A_PIECE.search(before) is not None
        yield OtherNumber(found.text, before.strip(), _GAP.sub("", behind, count=1), begins_piece, is_mentioned)
