"""Ticks: orders the reports that are due by themselves."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("order_reports")
def run(desk: Runtime) -> int:
    """Order what has come due; returns how many reports there were."""
    return desk.chores.order_reports()
