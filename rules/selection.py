"""What an export is narrowed down to, as it is saved under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Selection:
    """Unit by full name, a level of the category, part of a place, a state, and a period in words such as 上月."""

    unit: str | None = None
    category: str | None = None
    place: str | None = None
    state: str | None = None
    period: str | None = None

    @classmethod
    def of(cls, saved: Mapping[str, Any]) -> Selection:
        """Return what was saved."""
        return cls(**{name: saved.get(name) for name in cls.__dataclass_fields__})

    def to_save(self) -> dict[str, str]:
        """Return what it says, to be saved."""
        return {name: value for name, value in asdict(self).items() if value}

    def over(self, saved: Selection) -> Selection:
        """Return a saved selection with what this one says put over it."""
        return Selection(**{**saved.to_save(), **self.to_save()})
