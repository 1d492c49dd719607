"""Groups texts that tell the same: those that share rare words, and those that are like the whole of such a group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from rules.gram_index import GramIndex, Grams, likeness

# Of messages to a city within five weeks, those that share so much are about one matter (docs/hot-spots.zh-CN.md).
ALIKE = 0.3
# At one place less will do.
_ALIKE_AT_A_PLACE = 0.2
# Groups whose middles are as near as this are one.
_SAME_GROUP = 0.5

Weights = Mapping[int, float]


class Alike:
    """Texts by their order, the first `n_old` of them from before; rows of the others count from 0."""

    def __init__(self, texts: Sequence[Grams], n_old: int) -> None:
        index = GramIndex(texts)
        weights = [index.telling(each) for each in texts]
        self.old, self.new = weights[:n_old], weights[n_old:]

    def groups_at_a_place(self, rows: Sequence[int], categories: Sequence[Sequence[str]]) -> list[list[int]]:
        """Return the rows of one place in groups of one matter: of one category, or of words that are alike."""
        pairs: list[tuple[int, int]] = []
        for at, row in enumerate(rows):
            for back in range(at):
                same = len(categories[at]) > 1 and categories[at] == categories[back]
                if same or likeness(self.new[row], self.new[rows[back]]) >= _ALIKE_AT_A_PLACE:
                    pairs.append((rows[back], row))
        return _joined(rows, pairs)


def groups_of_alike(alike: Alike, at_least: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the new rows that tell the same, from so many on, each with the old rows that do too."""
    postings = _postings(alike.new)
    linked = ((other, row) for row, own in enumerate(alike.new) for other in _like(own, postings) if other < row)
    middles = [
        _middle(alike.new[row] for row in group)
        for group in _joined(range(len(alike.new)), linked)
        if len(group) >= at_least
    ]
    if not middles:
        return
    near = [
        (one, other)
        for other in range(len(middles))
        for one in range(other)
        if likeness(middles[one], middles[other]) >= _SAME_GROUP
    ]
    kinds = _joined(range(len(middles)), near)
    whole = [_middle(middles[each] for each in kind) for kind in kinds]
    of_new, of_old = _nearest_middles(alike.new, whole), _nearest_middles(alike.old, whole)
    for at in range(len(whole)):
        if len(of_new[at]) >= at_least:
            yield of_new[at], of_old[at]


def _nearest_middles(texts: Sequence[Weights], middles: Sequence[Weights]) -> dict[int, list[int]]:
    """The rows that are like a middle, each with the one it is likest."""
    postings = _postings(middles)
    found: dict[int, list[int]] = defaultdict(list)
    for row, own in enumerate(texts):
        like = _like(own, postings)
        if like:
            found[max(like, key=lambda at: (like[at], -at))].append(row)
    return found


def _postings(texts: Iterable[Weights]) -> Mapping[int, list[tuple[int, float]]]:
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for row, weights in enumerate(texts):
        for each, weight in weights.items():
            found[each].append((row, weight))
    return found


def _like(own: Weights, postings: Mapping[int, list[tuple[int, float]]]) -> dict[int, float]:
    shared: dict[int, float] = defaultdict(float)
    for each, weight in own.items():
        for row, its in postings.get(each, ()):
            shared[row] += weight * its
    return {row: found for row, found in shared.items() if found >= ALIKE}


def _middle(texts: Iterable[Weights]) -> Weights:
    total: dict[int, float] = defaultdict(float)
    for weights in texts:
        for each, weight in weights.items():
            total[each] += weight
    length = sum(weight * weight for weight in total.values()) ** 0.5 or 1.0
    return {each: weight / length for each, weight in total.items()}


def _joined(rows: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return rows in groups: those that pairs hang together are one, in the order of their first."""
    leader = {row: row for row in rows}

    def found(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    for one, other in pairs:
        first, second = sorted((found(one), found(other)))
        leader[second] = first
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for row in leader:
        groups[found(row)].append(row)
    return list(groups.values())
