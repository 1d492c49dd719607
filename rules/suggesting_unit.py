"""Suggests the unit and the category of a new order from similar ones that were handled, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

# So alike must a past order be to be asked at all; below that nothing is said rather than guessed.
ALIKE = 0.3
# So many of the likest are asked, so many must agree, and theirs must be so much of all votes.
ASKED, _AGREE, _SHARE = 15, 2, 0.6
_Choice = TypeVar("_Choice", bound=Hashable)


@dataclass(frozen=True)
class Handled:
    """A past order with how alike it is, who handled it and as what; `by_own_community`: by that of its place."""

    number: int
    likeness: float
    unit_id: int
    by_own_community: bool = False
    category: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggested:
    """What was suggested, either may be missing, and the past orders that agree on the unit, the likest first."""

    unit_id: int | None = None
    category: tuple[str, ...] = ()
    because: tuple[int, ...] = ()


def suggest(handled: Sequence[Handled], own_community: int | None) -> Suggested:
    """Return what most of the similar orders agree on; `own_community` is the unit of the new order's place.

    What communities handled, each for its own place, goes to the community of this place.
    """
    likest = sorted(handled, key=lambda each: (-each.likeness, -each.number))[:ASKED]
    units = [(own_community if each.by_own_community else each.unit_id, each) for each in likest]
    unit_id, because = _agreed([(unit, each) for unit, each in units if unit is not None], len(likest))
    category, agree = _agreed([(each.category, each) for each in likest if each.category], len(likest))
    return Suggested(unit_id, category or (), tuple(each.number for each in because or agree))


def _agreed(votes: Sequence[tuple[_Choice, Handled]], n_asked: int) -> tuple[_Choice | None, list[Handled]]:
    weights: dict[_Choice, float] = defaultdict(float)
    for choice, each in votes:
        weights[choice] += each.likeness
    if not weights:
        return None, []
    best = max(weights, key=lambda choice: weights[choice])
    agree = [each for choice, each in votes if choice == best]
    mean = sum(each.likeness for _choice, each in votes) / len(votes)
    enough = len(agree) >= _AGREE and weights[best] >= _SHARE * mean * n_asked
    return (best, agree) if enough else (None, [])
