"""Ticks: sends what waits to be sent."""

from __future__ import annotations

from wiring import installation


def run() -> int:
    """Send what may be sent now; returns how many messages went out."""
    return installation().send()
