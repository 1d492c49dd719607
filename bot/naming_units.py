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
_KIND = re.compile(r"(?:社区)?(?:居民委员会|居委会?|村民委员会|村委会?)$|(?:社区|村|办公室|办|(?:服务)?中心|站|所|科)$")
# Of fewer letters than this one slip is half the name.
_SHORTEST_CORE = 3


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
    """Return what may be meant by a slip: it sounds the same (青荷 for 青禾), or a letter of it is another.

    What a unit is (社区, 中心) may be left out or be another: 青和家园 and 便民服务站 are like a name as well.
    """
    table = [_with_sounds(unit) for unit in units]
    found = [near.name for near in nearest_names(word, sound_of(word), table)]
    if found or (core := _core(word)) is None:
        return found
    return [near.name for near in nearest_names(core, sound_of(core), table)]


def _with_sounds(unit: UnitNames) -> NamedThing:
    names = (unit.name, *unit.aliases)
    cores = tuple(core for name in names if (core := _core(name)) is not None)
    return NamedThing(unit.name, (*unit.aliases, *cores), sounds=tuple(map(sound_of, (*names, *cores))))


def _core(name: str) -> str | None:
    """Return a name without what kind of unit it is; None where hardly anything would be left."""
    core = _KIND.sub("", name.strip())
    return core if len(core) >= _SHORTEST_CORE else None
