"""Ticks: fires what has come due on any clock."""

from __future__ import annotations

from wiring import runtime


def run() -> int:
    """Fire all due steps; returns how many clocks were looked at."""
    return runtime().scan()
