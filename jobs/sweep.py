"""Ticks: finishes inbound messages whose handling was cut off."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("sweep")
def run(desk: Runtime) -> int:
    """Answer what was left unanswered; returns how many messages there were."""
    return desk.sweep()
