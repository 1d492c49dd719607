"""Says that what was put together is not what the database counts, before anything is written from it."""

from __future__ import annotations

from collections.abc import Sequence


class Differs(Exception):
    """What was frozen is not what the database counts: `found` are (total, frozen, counted)."""

    def __init__(self, found: Sequence[tuple[str, int | str, int | str]]) -> None:
        super().__init__("; ".join(f"{name}: {frozen} frozen, {counted} counted" for name, frozen, counted in found))
        self.found = tuple(found)
