"""Ticks: posts the hand-over note when a shift begins."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("hand_over")
def run(desk: Runtime) -> bool:
    """Post the hand-over of the shift that has just begun; tells whether there was one."""
    return desk.chores.hand_over()
