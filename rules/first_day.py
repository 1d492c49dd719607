"""Reads the answer to a trial push, and tells what a group still lacks before it may be relied on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rules.half_width import half_width

# No vowels, so that no code is a word, and nothing that is read for something else.
LETTERS = "BCDFGHJKMNPQRTVWXY"
CODE_LENGTH = 4
TITLE = "【试发】"
_IN_PUSH = re.compile(rf"{TITLE}\s*([{LETTERS}]{{{CODE_LENGTH}}})(?![A-Za-z])")
_TYPED = re.compile(rf"(?<![A-Za-z0-9])([{LETTERS}{LETTERS.lower()}]{{{CODE_LENGTH}}})(?![A-Za-z0-9])")
# What people add to the code is short; a long text with four letters in it is about something else.
_LONGEST = 24
_DENIES = re.compile(r"没(?:有)?(?:被)?(?:看到|收到|@|艾特|提醒)|看不到|[没未]见")


class Step(StrEnum):
    """What is tried in a group, in this order."""

    HEARD = "heard"
    PUSH = "push"
    AT = "at"
    QUOTE = "quote"


class Standing(StrEnum):
    """How a step stands."""

    DONE = "done"
    FAILED = "failed"
    WAITING = "waiting"
    OPEN = "open"


@dataclass(frozen=True)
class TrialAnswer:
    """An answer to a trial push: its code, whether that came in the quote, and whether the @ was not seen."""

    code: str
    is_quoted: bool
    denies: bool


def read_answer(text: str, quote: str | None) -> TrialAnswer | None:
    """Return what a message says about a trial push, by the code in its quote or its own words; None for others."""
    plain = half_width(text).strip()
    denies = _DENIES.search(plain) is not None
    if quoted := _IN_PUSH.search(half_width(quote or "")):
        return TrialAnswer(quoted[1], is_quoted=True, denies=denies)
    typed = _TYPED.findall(plain) if len(plain) <= _LONGEST else []
    return TrialAnswer(typed[0].upper(), is_quoted=False, denies=denies) if len(typed) == 1 else None
