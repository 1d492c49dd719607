"""Ticks: sends what waits to be sent."""

from __future__ import annotations

from wiring import runtime


def run() -> int:
    """Send what may be sent now; returns how many messages went out."""
    return runtime().send()
