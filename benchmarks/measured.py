"""A measured number beside its goal, and the ways to take time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """What was measured, the goal in words, the value in words, and whether it is reached (None = no goal)."""

    what: str
    goal: str
    value: str
    is_reached: bool | None = None


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_seconds(work: Callable[[], object], n_times: int) -> float:
    """Return the median of `n_times` runs."""
    return statistics.median(seconds(work) for _ in range(n_times))
