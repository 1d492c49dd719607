"""Marks how replies were read against what they mean: right or wrong per class, and the mistakes that cost most."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rules.intents import Intent, Piece

MIXED = "mixed"
# 95 % of what chance does lies within so many deviations.
_DEVIATIONS = 1.96
_HEARD_NOTHING = "nothing_known"


@dataclass(frozen=True)
class Example:
    """What was typed and what it means for each ticket it names ("" where it names none)."""

    text: str
    meanings: Mapping[str, str]
    is_clear: bool = True


@dataclass(frozen=True)
class Mark:
    """One example and how it was read.

    `acted_done`: a claim of done that would count without a question; `asked`: somebody would be asked back.
    """

    example: Example
    read: Mapping[str, str]
    acted_done: frozenset[str]
    asked: bool

    @property
    def is_right(self) -> bool:
        """Tell whether every ticket was found and its intent read."""
        return dict(self.read) == dict(self.example.meanings)

    @property
    def is_wrong_ticket(self) -> bool:
        """Tell whether a ticket was taken that the text does not name; one that was overlooked is asked about."""
        return not self.read.keys() - {""} <= self.example.meanings.keys()

    @property
    def is_falsely_done(self) -> bool:
        """Tell whether a ticket would be reported done that the text does not report done."""
        meanings = self.example.meanings
        only = next(iter(meanings.values()))
        return any(meanings.get(name, only) != Intent.RESOLVED for name in self.acted_done)


@dataclass
class Marks:
    """All marks of an examination, with the figures they add up to."""

    marks: list[Mark] = field(default_factory=list)

    @property
    def n_right(self) -> int:
        """Return how many examples were read right in every part."""
        return sum(mark.is_right for mark in self.marks)

    @property
    def confusion(self) -> Counter[tuple[str, str]]:
        """Return how often each meaning was read as each intent, ticket by ticket."""
        pairs: Counter[tuple[str, str]] = Counter()
        for mark in self.marks:
            only = next(iter(mark.read.values()))
            for name, meant in mark.example.meanings.items():
                pairs[meant, mark.read.get(name, only)] += 1
        return pairs

    @property
    def asked_though_clear(self) -> tuple[int, int]:
        """Return how many clear examples would be asked back, and how many are clear."""
        clear = [mark for mark in self.marks if mark.example.is_clear]
        return sum(mark.asked for mark in clear), len(clear)


def mark(example: Example, pieces: Sequence[Piece], tickets: Collection[str]) -> Mark:
    """Return how an example was read where only `tickets` exist (numbers and tails); prices and rooms are none.

    Of several pieces without a ticket the doubtful one counts.
    """
    named = {
        name: piece
        for piece in pieces
        for name in (*piece.numbers, *piece.tails)
        if any(ticket.endswith(name) for ticket in tickets)
    }
    if not named:
        named = {"": next((piece for piece in pieces if not piece.is_sure), pieces[0])}
    done = {name for name, piece in named.items() if piece.intent is Intent.RESOLVED and piece.is_sure}
    return Mark(
        example, {name: str(piece.intent) for name, piece in named.items()}, frozenset(done), any(map(_asks, pieces))
    )


def _asks(piece: Piece) -> bool:
    return not piece.is_sure or _HEARD_NOTHING in piece.reasons


def interval(right: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval (Wilson) of a share of `n`."""
    if n == 0:
        return 0.0, 1.0
    share, z = right / n, _DEVIATIONS
    middle = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)


def per_class(confusion: Mapping[tuple[str, str], int]) -> Iterable[tuple[str, int, int, int]]:
    """Yield for each intent how often it was meant, read where meant, and read at all."""
    for intent in map(str, Intent):
        meant = sum(count for (true, _), count in confusion.items() if true == intent)
        read = sum(count for (_, said), count in confusion.items() if said == intent)
        yield intent, meant, confusion.get((intent, intent), 0), read
