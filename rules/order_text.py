"""Brings a pasted text into the form it is read in, and leads every position back to the text as it was pasted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rules.half_width import half_width
from rules.order_labels import ANY_LABEL
from rules.phones import UNSEEN
from rules.ticket_number import Patterns, find_numbers

Edit = tuple[int, int, str]

# The same character in another code: line ends, and what documents and old encodings make of our characters.
_SAME = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n")
_SAME |= {
    code: folded
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0xFE50, 0xFE70))
    if len(folded := unicodedata.normalize("NFKC", chr(code))) == 1
}
_SAME |= dict.fromkeys(map(ord, "∶︰"), ":") | dict.fromkeys(map(ord, "│┃︱"), "|")
_UNSEEN = re.compile(rf"[{UNSEEN}\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufe0e\ufe0f]|\r\n?")
_QUOTE_MARK = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_EMPHASIS = re.compile(r"(?:(?<=[\s|>-])|^)(\*\*|__)(?=[^\s*_])[^*_\n]{1,40}(?<=\S)(\*\*|__)(?!\*)", re.MULTILINE)
# Line breaks and marks of a web page.
_NEW_LINE = re.compile(r"<(?:br|/?(?:p|div|tr|li))\b[^<>]{0,80}>", re.IGNORECASE)
_MARK_UP = re.compile(r"</?[a-z][^<>\n]{0,80}>|&nbsp;?", re.IGNORECASE)
_BULLET = re.compile(
    r"^[ \t]*(?:[^\w\s【\[(|\"'<>{}:=]{1,6}|\(?[0-9]{1,2}[.、)])[ \t]*"
    rf"(?=(?:{ANY_LABEL})[ ]?(?:\([^()\n]{{1,16}}\))?[ ]*[:=])",
    re.MULTILINE,
)
_COUNTED = re.compile(rf"[ \t]?[①-⑳][ \t]?(?=(?:{ANY_LABEL})[ ]*[:=])")
_KEY = re.compile(rf"(?:\"\s{{0,8}})?[{{}},\[\]\s]{{0,40}}\"(?P<label>{ANY_LABEL})\"\s{{0,8}}:\s{{0,8}}\"?")
_AFTER_KEYS = re.compile(r"\"?\s{0,8}[}\]]{1,8}\s{0,8}$")
_KEYS_FROM = 3
# Characters each alone between spaces: text recognition saw them one by one.
_APART = re.compile(r"(?<!\S)[^\s|](?: [^\s|]){2,}(?!\S)")
# Nobody types a space before a comma or a full stop.
_BEFORE_A_STOP = re.compile("(?<=[一-鿿0-9]) (?=[,。;、])")
_BESIDE_WORDS = re.compile(r"(?<=[一-鿿,。;、!?:()【】]) (?=[^\s|])|(?<=[^\s|]) (?=[一-鿿,。;、!?:()【】])")
_LABEL_APART = re.compile(rf"[ ]*(?P<label>{ANY_LABEL})[ ]*:")
_LABEL_AHEAD = re.compile(rf" (?:{ANY_LABEL})[ ]*:")
_NUMBER_APART = re.compile(
    r"(?:编号|单号|编码|流水号)[ 】]*:?[ ]*(?P<number>[0-9A-Za-z一-鿿-]{0,24}(?: {1,2}[0-9-]{1,20}){1,20})"
)


@dataclass(frozen=True)
class NormalText:
    """A text as it is read; `origin` holds for each of its positions, the end included, where it was pasted."""

    text: str
    origin: tuple[int, ...]

    def pasted(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the pasted text the characters between two positions stand."""
        return self.origin[start], self.origin[end - 1] + 1 if end > start else self.origin[start]


def normal_text(text: str, patterns: Patterns = ()) -> NormalText:
    """Return `text` without what copying, quoting and text recognition put into it; it never invents a character."""
    normal = NormalText(text, tuple(range(len(text) + 1)))
    for edits in (_unseen, _mark_up, _quotes, _emphasis, _keys, _bullets, _spaces):
        normal = _edited(normal, edits)
    return _edited(normal, lambda plain: _numbers_apart(plain, patterns))


def _edited(normal: NormalText, edits: Callable[[str], Iterator[Edit]]) -> NormalText:
    pieces: list[str] = []
    origin: list[int] = []
    done = 0
    for start, end, new in edits(half_width(normal.text)):
        if start < done:
            continue
        pieces += [normal.text[done:start], new]
        origin += [*normal.origin[done:start], *[normal.origin[start]] * len(new)]
        done = end
    if not done:
        return normal
    return NormalText("".join([*pieces, normal.text[done:]]), (*origin, *normal.origin[done:]))


def _unseen(plain: str) -> Iterator[Edit]:
    found = [(*each.span(), "\n" if each[0][0] == "\r" else "") for each in _UNSEEN.finditer(plain)]
    same = [(at, at + 1, _SAME[ord(char)]) for at, char in enumerate(plain) if ord(char) in _SAME]
    yield from sorted(found + same)


def _mark_up(plain: str) -> Iterator[Edit]:
    if "<" not in plain and "&" not in plain:
        return
    lines = [(*found.span(), "\n") for found in _NEW_LINE.finditer(plain)]
    marks = [(*found.span(), " " if found[0][0] == "&" else "") for found in _MARK_UP.finditer(plain)]
    # Of two for one mark the line break stands first.
    yield from sorted(lines + marks, key=lambda edit: (edit[0], edit[2] != "\n"))


def _quotes(plain: str) -> Iterator[Edit]:
    yield from ((*found.span(), "") for found in _QUOTE_MARK.finditer(plain))


def _emphasis(plain: str) -> Iterator[Edit]:
    for found in _EMPHASIS.finditer(plain):
        yield from ((*found.span(mark), "") for mark in (1, 2))


def _keys(plain: str) -> Iterator[Edit]:
    """Lines of fields out of the keys and values that programs write."""
    keys = list(_KEY.finditer(plain)) if plain.count('"') >= 2 * _KEYS_FROM else []
    if len(keys) < _KEYS_FROM:
        return
    for key in keys:
        yield key.start(), key.start("label"), "\n"
        yield key.end("label"), key.end(), ":"
    if last := _AFTER_KEYS.search(plain, max(keys[-1].end(), len(plain) - 40)):
        yield *last.span(), ""


def _bullets(plain: str) -> Iterator[Edit]:
    bullets = [(*found.span(), "") for found in _BULLET.finditer(plain)]
    counted = [(*found.span(), "\n") for found in _COUNTED.finditer(plain)]
    yield from sorted(bullets + counted)


def _spaces(plain: str) -> Iterator[Edit]:
    start = 0
    for line in plain.splitlines(keepends=True):
        yield from ((start + at, start + at + 1, "") for at in _stray_spaces(line))
        start += len(line)


def _stray_spaces(line: str) -> list[int]:
    if " " not in line:
        return []
    runs = [run for run in _APART.finditer(line) if len(run[0]) > 10 or re.search("[一-鿿]", run[0])]
    places = {at for run in runs for at in range(run.start() + 1, run.end(), 2)}
    label = _LABEL_APART.match(line)
    is_apart = label is not None and " " in label["label"]
    if is_apart or _BEFORE_A_STOP.search(line) or any(len(re.findall("[一-鿿]", run[0])) >= 4 for run in runs):
        places |= {found.start() for found in _BESIDE_WORDS.finditer(line)}
    return [at for at in sorted(places) if not _LABEL_AHEAD.match(line, at)]


def _numbers_apart(plain: str, patterns: Patterns) -> Iterator[Edit]:
    """Join a number that text recognition pulled apart, where a label says that one stands there."""
    for found in _NUMBER_APART.finditer(plain):
        groups = re.split(" +", found["number"])
        for many in range(len(groups), 1, -1):
            joined = "".join(groups[:many])
            if [each.text for each in find_numbers(joined, patterns)] == [joined]:
                spaces = list(re.finditer(" +", found["number"]))[: many - 1]
                first = found.start("number")
                yield from ((first + space.start(), first + space.end(), "") for space in spaces)
                break
