"""Cutting and splitting text by the bytes the platform counts, never inside a character."""

from __future__ import annotations

import unicodedata

_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")
_CLUSTER_CHARACTERS = 16
_SMALLEST_LIMIT = 64


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


def split_by_bytes(text: str, limit: int) -> list[str]:
    """Split `text` into parts of at most `limit` bytes, at line ends where possible, numbered "(1/3)".

    A text that fits comes back alone and without a number. Without their numbers the parts, joined, are `text` again.
    """
    if limit < _SMALLEST_LIMIT:
        raise ValueError("no text can be split into parts this small")
    text = well_formed(text)
    if n_bytes(text) <= limit:
        return [text]
    digits = 1
    while True:
        pieces = _pieces(text, limit - len("(/)") - 2 * digits)
        if len(str(len(pieces))) <= digits:
            return [f"{piece}({number}/{len(pieces)})" for number, piece in enumerate(pieces, start=1)]
        digits += 1


def _pieces(text: str, room: int) -> list[str]:
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = _fitting(text, start, room)
        if end < len(text):
            end = _line_end(text, start, end)
        pieces.append(text[start:end])
        start = end
    return pieces


def _line_end(text: str, start: int, end: int) -> int:
    # A line end in the first half would leave parts so short that the receiver gets more of them than needed.
    newline = text.rfind("\n", start + (end - start) // 2, end)
    return end if newline < 0 else newline + 1


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
