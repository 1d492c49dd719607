"""Ticks: fires what has come due on any clock."""

from __future__ import annotations

from wiring import installation


def run() -> int:
    """Fire all due steps; returns how many clocks were looked at."""
    return installation().scan()
