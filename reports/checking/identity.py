"""Finds what may identify a citizen in a finished report; names of the desk and its units may stand."""

from __future__ import annotations

from collections.abc import Collection

from rules.masking import mask_text


class Known:
    """What may stand although it looks like somebody's: numbers of orders, names of units and people of the desk."""

    def __init__(self, numbers: Collection[str], names: Collection[str]) -> None:
        self.numbers, self.names = frozenset(numbers), frozenset(names)
        # The longest first, so that a name within another leaves nothing of it.
        self._names = sorted(names, key=lambda name: (-len(name), name))
        self._lengths = {len(number) for number in numbers}
        # A word stands in hundreds of cells.
        self._found: dict[str, str | None] = {}

    def identity_in(self, text: str) -> str | None:
        """Return what of a text the masking would hide, or None."""
        if text not in self._found:
            plain = self.without_names(text, "＿")
            masked = mask_text(plain, numbers_to_keep=self._numbers_in(plain))
            self._found[text] = None if masked == plain else _differing(plain, masked)
        return self._found[text]

    def without_names(self, text: str, instead: str) -> str:
        """Return a text with something else in the place of every name."""
        for name in self._names:
            if name in text:
                text = text.replace(name, instead)
        return text

    def _numbers_in(self, text: str) -> list[str]:
        if not any(map(str.isdigit, text)):
            return []
        pieces = (text[start : start + n] for n in self._lengths for start in range(len(text) - n + 1))
        return [piece for piece in pieces if piece in self.numbers]


def _differing(plain: str, masked: str) -> str:
    """Return the part that differs, itself masked: what is reported must not tell it again."""
    start = next((at for at, (one, other) in enumerate(zip(plain, masked, strict=False)) if one != other), 0)
    return masked[max(0, start - 4) : start + 12]
