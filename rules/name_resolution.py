"""Finds which named thing a person meant: the name, a synonym, pinyin initials, or the nearest one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.half_width import half_width

# One slip is forgiven in so many letters of pinyin, and a beginning in Latin letters has so many.
_LETTERS_A_SLIP = 5
_SHORTEST_BEGINNING = 3
# From this kind of likeness on a name is merely like what was written.
_LIKE_ONLY = 3


@dataclass(frozen=True)
class NamedThing:
    """One entry of the table, with what the caller knows of its sound.

    `initials` and `sounds` (whole pinyin) are those of the name and the synonyms; `near_words` are what people say
    instead: they never name it, but bring it to mind.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    near_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exact:
    """The word means exactly this name."""

    name: str


@dataclass(frozen=True)
class Choices:
    """The word fits several names, in the order of the table."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Unknown:
    """The word names nothing in the table."""


def resolve_name(word: str, table: Sequence[NamedThing]) -> Exact | Choices | Unknown:
    """Return what `word` means in `table`; width and case do not matter."""
    wanted = half_width(word).strip().lower()
    if not wanted:
        return Unknown()
    for fits in (_by_name, _by_initials):
        names = tuple(thing.name for thing in table if fits(wanted, thing))
        if names:
            return Exact(names[0]) if len(names) == 1 else Choices(names)
    return Unknown()


@dataclass(frozen=True)
class Near:
    """A name that a word may have meant; `is_sure` when it is more than a likeness."""

    name: str
    is_sure: bool


def nearest_names(word: str, sound: str, table: Sequence[NamedThing]) -> tuple[Near, ...]:
    """Return the names that a word which names nothing may have meant, the nearest first.

    `sound` is the pinyin of the word: 摧办, 催辦 and cuiban all sound like 催办. What people say instead counts as
    much; then come beginnings (催), then slips in the sound, then slips in the letters.
    """
    wanted = half_width(word).strip().lower()
    ranked = [(rank, at, thing.name) for at, thing in enumerate(table) if (rank := _rank(wanted, sound.lower(), thing))]
    return tuple(Near(name, rank[0] < _LIKE_ONLY) for rank, _at, name in sorted(ranked)) if wanted else ()


def _rank(wanted: str, sound: str, thing: NamedThing) -> tuple[int, int, int] | None:
    """Return how far a word is from a thing (kind of likeness, letters, sounds); None when it is not like it."""
    spellings = list(_spellings(thing))
    letters = min(edit_distance(wanted, spelling) for spelling in spellings)
    sounds = min((edit_distance(sound, each) for each in thing.sounds), default=len(sound))
    likenesses = (
        wanted in thing.near_words,
        sound in thing.sounds,
        any(_is_beginning(wanted, each) for each in (*spellings, *thing.sounds)),
        sounds <= len(sound) // _LETTERS_A_SLIP,
        letters <= max(1, len(wanted) // 3) and letters < len(wanted),
    )
    return (likenesses.index(True), letters, sounds) if True in likenesses else None


def _is_beginning(wanted: str, whole: str) -> bool:
    shortest = _SHORTEST_BEGINNING if wanted.isascii() else 1
    return len(wanted) >= shortest and whole.startswith(wanted)


def edit_distance(left: str, right: str) -> int:
    """Return how many letters must be put in, left out, changed or swapped to make `right` of `left`."""
    before: list[int] = []
    current = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        oldest, before, current = before, current, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, current[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, oldest[j - 2] + 1)
            current.append(cost)
    return current[-1]


def _by_name(wanted: str, thing: NamedThing) -> bool:
    return wanted in _spellings(thing)


def _by_initials(wanted: str, thing: NamedThing) -> bool:
    return wanted in thing.initials


def _spellings(thing: NamedThing) -> Iterable[str]:
    return [half_width(spelling).lower() for spelling in (thing.name, *thing.synonyms)]
