"""Finds which units a person names: by name or alias, several in a row, or by a part that fits only one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.refusals import Refusal
from actions.unit_names import names_of_units, unit_called
from bot.call import Call
from bot.sounds import sound_of
from models.department import Department
from models.queries import people as queries
from rules.name_resolution import NamedThing, nearest_names
from rules.named_units import UnitNames

_BETWEEN = re.compile(r"[\s、,，;；]+")
_AND = re.compile(r"[和及]+")
# One letter (青) fits too much to send an order anywhere.
_SHORTEST_PART = 2
_MOST_NEAR = 3


def units_named(call: Call, text: str) -> list[Department]:
    """Return the units a text names, each once, in its order; raises Refusal for a word that names none."""
    words = [word for word in _BETWEEN.split(text.strip()) if word]
    return list(dict.fromkeys(unit for word in words for unit in _meant(call, word)))


def _meant(call: Call, word: str) -> list[Department]:
    """Return the unit a word names; 和 and 及 stand between units only where the whole word names none (祥和社区)."""
    whole = unit_called(call.desk, word)
    if whole is not None:
        return [whole]
    parts = [part for part in _AND.split(word) if part]
    named = [unit for part in parts if (unit := unit_called(call.desk, part)) is not None]
    return named if parts != [word] and len(named) == len(parts) else [_nearest(call, word)]


def _nearest(call: Call, word: str) -> Department:
    units = names_of_units(call.desk)
    near = [unit for unit in units if any(word in name or name in word for name in (unit.name, *unit.aliases))]
    if len(near) == 1 and len(word) >= _SHORTEST_PART and word in near[0].name:
        return queries.department(call.desk.session, near[0].id)
    raise Refusal("unknown_unit", word=word, nearest=([unit.name for unit in near] or _alike(word, units))[:_MOST_NEAR])


def _alike(word: str, units: Sequence[UnitNames]) -> list[str]:
    """Return what may be meant by a slip: it sounds the same (青荷 for 青禾), or a letter of it is another."""
    table = [
        NamedThing(unit.name, unit.aliases, sounds=tuple(sound_of(name) for name in (unit.name, *unit.aliases)))
        for unit in units
    ]
    return [near.name for near in nearest_names(word, sound_of(word), table)]
