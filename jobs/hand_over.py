"""Ticks: posts the hand-over note when a shift begins, and tells what has come due with the shifts."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("hand_over")
def run(desk: Runtime) -> bool:
    """Post the hand-over of the shift that has just begun; tells whether there was one. Then look at the shifts."""
    is_posted = desk.chores.hand_over()
    desk.chores.watch_shifts()
    return is_posted
