"""Checks the words between the figures: digits without a source, unknown orders, what was left over, bases, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from reports.checking.docx_reading import Line
from reports.checking.identity import Known
from reports.checking.wrong import Wrong

FRAME = frozenset({"Title", "Subtitle", "Caption", "Heading1"})
_DIGITS = re.compile(r"[0-9０-９]+(?:[-－][0-9０-９]+)*")
_NUMBER = re.compile(r"(?<![0-9])(?:热线-\d{6}-\d{6}|SJF-\d{8}-\d{4}|\d{11,20})(?![0-9])")
_REMAINS = re.compile(
    r"\bNone\b|\bnan\b|\bNaN\b|TODO|FIXME|XXX|待补充|待填|此处|\{[^{}]*\}|%s|%d|Decimal\(|datetime|<[a-z]+>|【待|（待填|��",
    re.IGNORECASE,
)
# Of these no two stand together.
_TWICE = re.compile(r"[。，、；：][。，、；]|[！？][。，、；]|(?<=[一-鿿，。；：、])[ \u3000]+(?=[一-鿿，。；：、])")
_BASES = {"previous": ("环比", "上期", "上日", "上周", "上月", "前期"), "last_year": ("同比", "去年", "上年")}
_LOOKED_BACK = 8


def own_words(line: Line, known: Known) -> Iterator[Wrong]:
    """Yield digits that stand in no control, numbers of unknown orders, and what was not finished."""
    if any(map(str.isdigit, line.own)):
        numbers = [found[0] for found in _NUMBER.finditer(line.own)]
        yield from (Wrong("unknown_ticket", line.where, "", each) for each in numbers if each not in known.numbers)
        text = known.without_names(line.own, "")
        for number in numbers:
            text = text.replace(number, "")
        for found in _DIGITS.finditer(text):
            yield Wrong("stray_digit", line.where, "", text[max(0, found.start() - 6) : found.end() + 6])
    yield from remains(line.own, line.where)


def doubled(line: Line) -> Iterator[Wrong]:
    """Yield signs that stand twice and gaps between words, unless a citizen or a unit wrote them so."""
    text = line.text
    own = [piece.reference is None for piece in line.pieces for _ in piece.text]
    for found in _TWICE.finditer(text):
        if own[found.end() - 1]:
            yield Wrong("doubled", line.where, "", text[max(0, found.start() - 6) : found.end() + 6])


def remains(text: str, where: str) -> Iterator[Wrong]:
    """Yield what looks as if somebody had not finished."""
    for found in _REMAINS.finditer(text):
        yield Wrong("remains", where, "", found[0])


def wrong_bases(line: Line, heading: str, span_of: Callable[[str], str | None]) -> Iterator[Wrong]:
    """Yield figures told as of another base than they are of; `heading` is that of their column in a table."""
    before = ""
    for piece in line.pieces:
        if piece.reference is None:
            before += piece.text
            continue
        span = span_of(piece.reference)
        said = _said(heading or before[-_LOOKED_BACK:])
        if span is not None and said is not None and span != said:
            yield Wrong("wrong_base", line.where, _BASES[span][0] if span in _BASES else "本期", piece.text)
        before = ""


def _said(words: str) -> str | None:
    """Return which base the nearest word names."""
    places = {words.rfind(word): base for base, names in _BASES.items() for word in names if word in words}
    return places[max(places)] if places else None
