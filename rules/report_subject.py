"""Says what a report on one matter is about: a category, a place, a unit, or a few orders."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """What narrows a special report down, all that is given together; or the orders an incident is about.

    `category` is a level of the category path, `place` part of an address or a community, `unit` a full name.
    """

    category: str | None = None
    place: str | None = None
    unit: str | None = None
    ticket_nos: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return it as a title says it, without numbers: 云杉里供热."""
        return f"{self.place or ''}{self.unit or ''}{self.category or ''}"
