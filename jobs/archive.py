"""Ticks: archives tickets that were replied long enough ago."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("archive")
def run(desk: Runtime) -> int:
    """Archive what is ripe; returns how many tickets."""
    return desk.chores.archive()
