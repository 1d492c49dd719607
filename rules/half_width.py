"""Folds what Chinese input methods type into plain ASCII without moving a single position."""

from __future__ import annotations

from functools import lru_cache

_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLDED |= dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"), ord(" "))
# The digits of mathematics and of Arabic and Persian keyboards look like ours.
_FOLDED |= {code: ord("0") + (code - 0x1D7CE) % 10 for code in range(0x1D7CE, 0x1D800)}
_FOLDED |= {first + digit: ord("0") + digit for first in (0x0660, 0x06F0) for digit in range(10)}
_FOLDED |= dict.fromkeys(map(ord, "‐‑‒–—−"), ord("-"))
_FOLDED |= dict.fromkeys(map(ord, "“”„‟"), ord('"'))
_FOLDED |= dict.fromkeys(map(ord, "‘’‚‛"), ord("'"))


def half_width(text: str) -> str:
    """Return `text` with full-width forms, odd spaces, dashes and quotes folded; the length never changes."""
    return text if text.isascii() else _folded(text)


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    """One text is read for many things, one after the other."""
    return text.translate(_FOLDED)
