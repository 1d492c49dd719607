"""Cutting text by the bytes the platform counts, never inside a character."""

from __future__ import annotations

import unicodedata

_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")
_CLUSTER_CHARACTERS = 16


def n_bytes(text: str) -> int:
    """Count what the platform counts: the bytes of UTF-8, three for a Chinese character."""
    return len(text.encode("utf-8", "replace"))


def well_formed(text: str) -> str:
    """Return `text` as it can be written in UTF-8; a lone surrogate becomes "?"."""
    return text.encode("utf-8", "replace").decode()


def cut_to_bytes(text: str, limit: int, tail: str = "…") -> str:
    """Return `text` when it fits into `limit` bytes, else its beginning with `tail`."""
    text = well_formed(text)
    if n_bytes(text) <= limit:
        return text
    return text[: _fitting(text, 0, limit - n_bytes(tail))] + tail


def split_to_bytes(text: str, limit: int, about: str = "") -> list[str]:
    """Return `text` in parts of at most `limit` bytes, marked （1/3）; alone and unmarked when it fits.

    Parts end where lines do, and only a line that is too long by itself is cut, never inside a character. A part that
    does not hold `about` says it after its mark, so that whoever quotes that part says what it is about.
    """
    text = well_formed(text)
    if n_bytes(text) <= limit:
        return [text]
    digits = 1
    while True:
        mark = f"\n（{'9' * digits}/{'9' * digits}）{about}"
        pieces = _pieces(text, limit - n_bytes(mark))
        if len(pieces) < 10**digits:
            break
        digits += 1
    named = ("" if not about or about in piece else about for piece in pieces)
    return [
        f"{piece}\n（{at}/{len(pieces)}）{name}" for at, (piece, name) in enumerate(zip(pieces, named, strict=True), 1)
    ]


def _pieces(text: str, room: int) -> list[str]:
    """Return the lines of `text` gathered into pieces of at most `room` bytes."""
    pieces: list[str] = []
    piece = None
    for line in text.split("\n"):
        *whole, rest = _cut_line(line, room)
        joined = rest if piece is None else f"{piece}\n{rest}"
        if not whole and n_bytes(joined) <= room:
            piece = joined
            continue
        pieces += [*([] if piece is None else [piece]), *whole]
        piece = rest
    return [*pieces, piece or ""]


def _cut_line(line: str, room: int) -> list[str]:
    """Return a line in pieces of at most `room` bytes, most often one."""
    pieces, start = [], 0
    while n_bytes(line[start:]) > room:
        end = max(_fitting(line, start, room), start + 1)
        pieces.append(line[start:end])
        start = end
    return [*pieces, line[start:]]


def _fitting(text: str, start: int, room: int) -> int:
    """Return the furthest end so that text[start:end] has at most `room` bytes and breaks no joined emoji."""
    # No character has less than one byte, so nothing beyond `room` characters can fit.
    raw = text[start : start + max(room, 0)].encode()[: max(room, 0)]
    end = start + len(raw.decode("utf-8", "ignore"))
    for back in range(_CLUSTER_CHARACTERS):
        if end - back <= start:
            break
        if not _joined(text, end - back):
            return end - back
    return end


def _joined(text: str, at: int) -> bool:
    """Tell whether the character at `at` belongs to the one before it."""
    if at >= len(text):
        return False
    after = text[at]
    skin_tone = 0x1F3FB <= ord(after) <= 0x1F3FF
    return after in _JOINERS or text[at - 1] == "\u200d" or skin_tone or unicodedata.combining(after) > 0
