"""Finds texts that are alike among many: by the pairs of characters that few of them share."""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

Grams = Sequence[int]
# So many of a text's rarest pairs tell what it is about; more of them make only long texts alike.
_TELLING = 24
# What more than one text in so many says tells nothing; of few texts nothing is common.
_COMMON_SHARE, _NEVER_COMMON = 20, 40
# Whose weights are worked out to the end, of all that share something.
_LOOKED_AT = 40


class GramIndex:
    """Texts by number, from 0 in the order in which they were added."""

    def __init__(self, texts: Iterable[Grams] = ()) -> None:
        self._texts: list[Grams] = []
        self._postings: dict[int, list[int]] = defaultdict(list)
        for each in texts:
            self.add(each)

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, grams: Grams) -> None:
        """Add a text as the next number."""
        number = len(self._texts)
        self._texts.append(grams)
        for each in dict.fromkeys(grams):
            self._postings[each].append(number)

    def telling(self, grams: Grams, *, beside: Container[int] = ()) -> dict[int, float]:
        """Return the rarest pairs of a text of the index that others, or the text `beside` it, have too.

        Weighted to length 1.
        """
        postings, n_texts = self._postings, len(self._texts)
        common = max(_NEVER_COMMON, n_texts // _COMMON_SHARE)
        weights = [
            (times**0.5 * math.log(1 + n_texts / max(n, 1)), each)
            for each, times in Counter(grams).items()
            if (n := len(postings[each]) if each in postings else 0) <= common and (n > 1 or each in beside)
        ]
        weights = heapq.nlargest(_TELLING, weights)
        length = math.sqrt(sum(weight * weight for weight, _each in weights)) or 1.0
        return {each: weight / length for weight, each in weights}

    def nearest(self, grams: Grams, most: int, at_least: float) -> list[tuple[float, int]]:
        """Return the likest texts with their likeness from `at_least` to 1, the likest and newest first."""
        own = self.telling(grams, beside=grams)
        shared: dict[int, float] = defaultdict(float)
        for each, weight in own.items():
            for number in self._postings[each]:
                shared[number] += weight
        looked_at = sorted(shared, key=lambda number: (-shared[number], -number))[:_LOOKED_AT]
        found = [(likeness(own, self.telling(self._texts[number], beside=own)), number) for number in looked_at]
        return sorted((each for each in found if each[0] >= at_least), reverse=True)[:most]


def likeness(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    """Return how alike two weighted texts are, 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[each] for each, weight in one.items() if each in other)
