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
