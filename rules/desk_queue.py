"""Orders what the agent on duty has to do: sign first, verify next, then assign, then all else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from rules.stages import State

# Signing takes seconds and is fined after twenty minutes; a check is a call of ten minutes (domain 1.2).
_QUEUE = (State.PENDING_SIGN, State.PENDING_VERIFY, State.PENDING_ASSIGN)

_Item = TypeVar("_Item")


def queued(items: Iterable[_Item], state: Callable[[_Item], str], due: Callable[[_Item], datetime]) -> list[_Item]:
    """Return work in the order it is to be done: by `due` within the desk's own three steps, all else as it came."""
    found = list(items)
    own = [sorted((each for each in found if state(each) == step), key=due) for step in _QUEUE]
    return [*(each for part in own for each in part), *(each for each in found if state(each) not in _QUEUE)]


def counts(states: Iterable[str]) -> tuple[int, int, int]:
    """Return how many orders wait to be signed, checked and assigned."""
    counted = Counter(states)
    sign, verify, assign = (counted[str(step)] for step in _QUEUE)
    return sign, verify, assign
