"""Reads what a unit's message means for each ticket it speaks about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules.guards import needs_confirmation
from rules.line_marks import is_list_of_its_own
from rules.meaning import REQUESTS, Intent, Meaning, doubts_done, is_sure, meaning_of
from rules.reaching import contact_in
from rules.reply_pieces import UNNAMED_LINE, TextPiece, split_pieces, without_the_rest, words_of
from rules.ticket_number import Patterns

__all__ = ["REQUESTS", "Intent", "Piece", "doubts_done", "is_sure", "read_reply"]

_ENTRY = re.compile(r"^[0-9]{1,2}\s*[.、):]\s*(?=[^0-9])")


@dataclass(frozen=True)
class Piece:
    """What one part of a message says about the tickets it names.

    `confidence` is between 0 and 1; `reasons` say what the reading rests on. `contacted` is False for a try
    that failed and None when nothing is said. `is_sure`: it counts without a question.
    `plain`: nothing but an acknowledgement such as 收到, 1 or 👌.
    """

    text: str
    numbers: tuple[str, ...]
    tails: tuple[str, ...]
    lines: tuple[int, ...]
    intent: Intent
    confidence: float
    reasons: tuple[str, ...]
    contacted: bool | None
    is_sure: bool
    plain: bool


def read_reply(text: str, patterns: Patterns, n_lines: int = 0, *, is_named: bool = False) -> list[Piece]:
    """Return the pieces of a unit's message in order, at least one; `n_lines` as in split_pieces.

    `is_named`: what is read stood beside a line or number that is no longer in it.
    """
    pieces = []
    for part in split_pieces(text, patterns, n_lines):
        words = words_of(part, patterns, n_lines)
        words = _ENTRY.sub("", words) if part.lines else words
        words = without_the_rest(words) if UNNAMED_LINE in part.lines else words
        meaning = meaning_of(words, is_named=is_named or bool(part.numbers or part.tails or part.lines))
        confirm = _to_be_confirmed(part, meaning)
        pieces.append(
            Piece(
                part.text,
                part.numbers,
                part.tails,
                part.lines,
                meaning.intent,
                confidence=min(meaning.confidence, 0.5) if confirm else meaning.confidence,
                reasons=tuple(dict.fromkeys(meaning.reasons + confirm)),
                contacted=contact_in(words),
                is_sure=not confirm and is_sure(meaning.intent, meaning.confidence),
                plain="plain_ack" in meaning.reasons and not confirm,
            )
        )
    return pieces


def _to_be_confirmed(part: TextPiece, meaning: Meaning) -> tuple[str, ...]:
    """Return why a person must confirm what was read: condition, exception, own_list.

    What moves nothing for good may be said under a condition, and a request that is sure is decided by others.
    """
    found = ["own_list"] if is_list_of_its_own(part.text) else []
    if UNNAMED_LINE in part.lines:
        found.append("exception")
    elif meaning.intent is Intent.RESOLVED or not is_sure(meaning.intent, meaning.confidence):
        found += needs_confirmation(part.text)
    return tuple(dict.fromkeys(found))
