"""Ticks: learns the words of new orders and looks for hot spots among them."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("learn")
def run(desk: Runtime) -> int:
    """Learn and look; returns of how many hot spots people are told."""
    return desk.chores.learn()
