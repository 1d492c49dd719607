"""Finds what may identify a citizen in a finished report; names of the desk and its units may stand."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from rules.masking import mask_text


def identities_in(text: str, numbers: Collection[str], allowed: Collection[str]) -> str | None:
    """Return what of a text the masking would hide, or None; `allowed` are names of units and people of the desk."""
    plain = text
    for name in allowed:
        if name in plain:
            plain = plain.replace(name, "＿")
    inside = [number for number in numbers if number in plain] if any(char.isdigit() for char in plain) else []
    masked = _masked(plain, tuple(inside))
    return None if masked == plain else _differing(plain, masked)


@lru_cache(maxsize=8192)
def _masked(text: str, numbers: tuple[str, ...]) -> str:
    return mask_text(text, numbers_to_keep=numbers)


def _differing(plain: str, masked: str) -> str:
    """Return the part that differs, itself masked: what is reported must not tell it again."""
    start = next((at for at, (one, other) in enumerate(zip(plain, masked, strict=False)) if one != other), 0)
    return masked[max(0, start - 4) : start + 12]
