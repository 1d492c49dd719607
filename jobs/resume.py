"""Ticks: lets suspended tickets go on whose date has come."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("resume")
def run(desk: Runtime) -> int:
    """Resume what is ripe; returns how many tickets."""
    return desk.chores.resume()
