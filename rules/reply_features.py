"""Breaks a unit's words into the small features that the reply model weighs: letters, pairs of letters and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules import lexicon
from rules.guards import is_question, why_not_done
from rules.half_width import half_width
from rules.promised_time import promised_words
from rules.reaching import contact_in

# Longer texts are stories of which the beginning and the end tell enough, and reading must stay quick.
_LONGEST = 240
# A phone or a meter says nothing of the intent; a short number may be days, hours or an amount.
_LONG_NUMBER = re.compile(r"[0-9][0-9*-]{4,}")
_DIGITS = re.compile("[0-9]+")
_SPACES = re.compile(r"\s+")
_APART = re.compile(r"[,，。;；!！ ]+")
_STOPS = re.compile(r"[!！。.~～]+")
_TIME = re.compile(
    r"大?后天|[今明昨前][天日早晚儿]|上午|下午|中午|晚上|傍晚|早上|凌晨|[下上本这]?个?(?:周|星期|礼拜)[一二三四五六日天末]?"
    r"|[0一二三四五六七八九十两]+[点号日月]半?|0:0|[月年]底|[0一二三四五六七八九十两半]+个?(?:小时|分钟|天|工作日)"
)
_NUMERALS = re.compile("[0一二三四五六七八九十两几]+")
_NOT = re.compile("没有|没|未|尚未")
_LETTERS_AT_ONCE = 4
_PAIR_APART = range(2, 6)
_LAST_AT_ONCE = 3
_SIGNS = (
    ("ack", lexicon.ACK),
    ("done", lexicon.RESOLVED),
    ("extension", lexicon.EXTENSION),
    ("return", lexicon.RETURN),
    ("transfer", lexicon.TRANSFER),
    ("objection", lexicon.OBJECTION),
    ("exclude", lexicon.EXCLUDE),
    ("progress", lexicon.PROGRESS),
    ("question", lexicon.QUESTION),
    ("politely", lexicon.ASKS_POLITELY),
    ("other", lexicon.OTHER),
    ("desk", lexicon.FROM_THE_DESK),
    ("vain", lexicon.NOT_REACHED),
    ("contact", lexicon.CONTACTED),
)


def features_of(words: str) -> set[str]:
    """Return the features of the words about one ticket (without its number), each once.

    The first letter tells the kind: `g` letters in a row, `s` two letters a few places apart in one clause, `l`
    letters of the last clause with people, units, times and numbers as one letter each, `x` a sign of the lexicon
    or of a guard. None holds a tab or a line break.
    """
    plain = _LONG_NUMBER.sub("", half_width(words)).strip()
    if len(plain) > _LONGEST:
        plain = plain[: _LONGEST // 2] + " " + plain[-_LONGEST // 2 :]
    normal = _DIGITS.sub("0", _SPACES.sub(" ", plain.lower()))
    found = {"g" + letters for letters in _in_a_row(normal, _LETTERS_AT_ONCE)}
    outline = _outline(normal)
    clauses = [clause for clause in _APART.split(outline) if clause]
    for clause in clauses:
        found.update("s" + pair for pair in _pairs(clause))
    if clauses:
        found.update("l" + letters for letters in _in_a_row(clauses[-1], _LAST_AT_ONCE))
    last = _APART.split(normal.strip(" ,.!"))[-1]
    found.update("x" + sign for sign in _signs(plain, last))
    found.add(f"xlength {min(6, len(normal) // 4)}")
    found.add(f"xclauses {min(5, len(clauses))}")
    return found


def _outline(normal: str) -> str:
    """People become C, other units U, times T, numbers 0, denials N."""
    text = _TIME.sub("T", normal)
    text = lexicon.SOMEBODY_ELSE.sub("U", lexicon.CITIZEN.sub("C", text))
    return _STOPS.sub(",", _NUMERALS.sub("0", _NOT.sub("N", text)))


def _in_a_row(text: str, most: int) -> Iterator[str]:
    """^ and $ mark the beginning and the end."""
    marked = f"^{text}$"
    for length in range(1, most + 1):
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]


def _pairs(clause: str) -> Iterator[str]:
    for start, letter in enumerate(clause):
        for apart in _PAIR_APART:
            if start + apart >= len(clause):
                break
            yield f"{letter}_{clause[start + apart]}"


def _signs(plain: str, last: str) -> Iterator[str]:
    for name, pattern in _SIGNS:
        if pattern.search(plain):
            yield name
            if pattern.search(last):
                yield f"{name} at the end"
    for reason in why_not_done(plain):
        yield f"not done: {reason}"
    if is_question(plain):
        yield "asks"
    yield f"contacted {contact_in(plain)}"
    if promised_words(plain):
        yield "a time"
