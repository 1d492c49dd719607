"""Ticks: sends what waits to be sent."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("send_outbox")
def run(desk: Runtime) -> int:
    """Send what may be sent now; returns how many messages went out."""
    return desk.send()
