"""Puts the words of a row whose tabs became spaces under the headings they belong to, by what each of them is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.order_callers import NAME, PHONE
from rules.order_fields import KINDS, NOTHING
from rules.order_times import LIMIT, MOMENT
from rules.order_written import Written

_WORD = re.compile(rf"{MOMENT.pattern.replace('?P<', '?P<_')}(?=\s|$)|\S+")
_BLOCK = re.compile(r"\S+(?: \S+)*")
_MOST_WORDS = 8
_MOMENTS = ("reported_at", "first_dispatched_at", "deadline_at", "unit_deadline_at")
# What alone may stand in a column; every other column holds any words.
_FORMS = {
    "ticket_no": r"[0-9A-Za-z一-鿿-]*[0-9]{6,}[0-9A-Za-z-]*",
    "caller_phone": rf"(?:{PHONE.pattern}|[0-9*xX-]{{7,}}|保密|匿名|不公开)",
    "caller_name": rf"(?:{NAME}|[一-鿿]{{2,3}}|保密|匿名)",
    "kind": rf"(?:{'|'.join(KINDS)})[件类]?",
    "urgency": "一般|普通|紧急|加急|特急",
    "community": "[一-鿿]{2,10}(?:社区|村)",
    "township": "[一-鿿]{2,8}(?:乡|镇|街道|地区)",
    "confidential": "是|否",
    **dict.fromkeys(_MOMENTS, rf"{MOMENT.pattern}|[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?"),
    **dict.fromkeys(("limit_text", "contact_limit_text"), rf"{LIMIT}内?|.*[0-9]{{1,2}}:[0-9]{{2}}.*"),
}
_FORM_OF = {field: re.compile(form) for field, form in _FORMS.items()}
_ORDINAL = re.compile("[0-9]{1,4}")
_STRICT = [_FORM_OF[field] for field in ("ticket_no", "caller_phone", "reported_at", "kind")]


@dataclass(frozen=True)
class Placed:
    """The cells of one row, and the fields whose column is not certain because others stayed empty."""

    cells: tuple[Written, ...]
    guessed: tuple[str, ...]


def place_words(line: str, offset: int, columns: Sequence[str | None]) -> Placed | None:
    """Return the cells of a line under these columns in their order; None when its words do not fit them."""
    blocks = list(_BLOCK.finditer(line))
    words = blocks if len(blocks) == len(columns) else list(_WORD.finditer(line))
    taken = _best(words, columns)
    if taken is None:
        return None
    cells = tuple(_cells(line, offset, words, columns, taken))
    filled = {cell.field for cell in cells}
    loose = [field for field in columns if field and field not in _FORMS and field != "other"]
    is_short = any(field not in filled for field in loose)
    return Placed(cells, tuple(field for field in loose if is_short and field in filled))


def _best(words: Sequence[re.Match[str]], columns: Sequence[str | None]) -> list[tuple[int, int]] | None:
    """Which words each column takes, so that as many as can be stand where their form belongs."""
    written = [word[0] for word in words]
    is_strict = [any(strict.fullmatch(word) for strict in _STRICT) for word in written]
    reached: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for field in columns:
        after: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        most = 1 if field in _FORMS else _MOST_WORDS
        for at, (score, taken) in reached.items():
            for end in range(at, min(len(words), at + most) + 1):
                fit = _fit(field, written[at:end], has_strict=any(is_strict[at:end]))
                if fit is not None and score + fit > after.get(end, (-1.0, []))[0]:
                    after[end] = score + fit, [*taken, (at, end)]
        reached = after
    return reached[len(words)][1] if len(words) in reached else None


def _fit(field: str | None, words: list[str], *, has_strict: bool) -> float | None:
    """How well words stand in a column; None when they cannot. `has_strict`: one of them has a column of its own."""
    if not words:
        return 0.0
    if len(words) == 1 and words[0] in NOTHING:
        return 1.0
    form = _FORM_OF.get(field or "")
    if form is not None:
        return 4.0 if len(words) == 1 and form.fullmatch(words[0]) else None
    if has_strict:
        return 0.0
    if field == "other":
        return 2.0 if len(words) == 1 and _ORDINAL.fullmatch(words[0]) else 0.5
    return 1.5 if field == "content" else 1.0


def _cells(
    line: str,
    offset: int,
    words: Sequence[re.Match[str]],
    columns: Sequence[str | None],
    taken: Sequence[tuple[int, int]],
) -> Iterator[Written]:
    for field, (first, end) in zip(columns, taken, strict=True):
        if field and end > first:
            start, stop = words[first].start(), words[end - 1].end()
            yield Written(field, line[start:stop], offset + start, offset + stop, offset + start)
