"""Ticks: fires what has come due on any clock."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("scan_deadlines")
def run(desk: Runtime) -> int:
    """Fire all due steps; returns how many clocks were looked at."""
    return desk.scan()
