"""Orders what the agent on duty has to do: sign first, verify next, then assign, then all else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from rules.stages import State

# Signing takes seconds and is fined after twenty minutes; a check is a call of ten minutes (domain 1.2).
_QUEUE = (State.PENDING_SIGN, State.PENDING_VERIFY, State.PENDING_ASSIGN)

_Item = TypeVar("_Item")


def queued(items: Iterable[_Item], state: Callable[[_Item], str]) -> list[_Item]:
    """Return work in the order it is to be done: the desk's own three steps first, within each as it came."""
    return sorted(items, key=lambda each: _QUEUE.index(State(state(each))) if state(each) in _QUEUE else len(_QUEUE))


def counts(states: Iterable[str]) -> tuple[int, int, int]:
    """Return how many orders wait to be signed, checked and assigned."""
    counted = Counter(states)
    sign, verify, assign = (counted[str(step)] for step in _QUEUE)
    return sign, verify, assign
