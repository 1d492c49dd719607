"""Ticks: makes ordered reports and uploads files."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("issue")
def run(desk: Runtime) -> int:
    """Make what was ordered and upload what waits; returns how many there were."""
    return desk.issue()
