"""Reads the unit and category of the hotline's export: a unit the desk knows, and words that name no citizen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from actions.desk import Desk
from actions.finding_callers import callers_named_in
from actions.hiding import masked_for_all
from actions.unit_names import names_of_units
from rules.named_units import UnitNames, unit_called

# Whatever a file calls a unit that the desk does not know: the cell may hold anything, a citizen's name as well.
OTHER_UNIT = "其他单位"
_BETWEEN_UNITS = re.compile(r"[/>\\、，,;；|]|-+")


@dataclass
class OfficialWords:
    """Thousands of rows say the same few words, so each is looked up once."""

    desk: Desk
    _directory: list[UnitNames] | None = None
    _units: dict[str, str] = field(default_factory=dict)
    _categories: dict[str, str] = field(default_factory=dict)

    def unit(self, word: str | None) -> str | None:
        """Return the full name of the unit that is meant, of a path of units the last one that is known."""
        if not word:
            return None
        if word not in self._units:
            self._units[word] = self._known(word) or OTHER_UNIT
        return self._units[word]

    def category(self, words: str | None) -> str | None:
        """Return a category without anybody's numbers and names."""
        if not words:
            return None
        if words not in self._categories:
            self._categories[words] = masked_for_all(callers_named_in(self.desk, words), words)
        return self._categories[words]

    def _known(self, word: str) -> str | None:
        if self._directory is None:
            self._directory = names_of_units(self.desk)
        names = {unit.id: unit.name for unit in self._directory}
        for part in (word, *reversed(_BETWEEN_UNITS.split(word))):
            meant = unit_called(part, self._directory)
            if meant.is_certain:
                return names[meant.ids[0]]
        return None
