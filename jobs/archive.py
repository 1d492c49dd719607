"""Ticks: archives tickets that were replied long enough ago."""

from __future__ import annotations

from wiring import runtime


def run() -> int:
    """Archive what is ripe; returns how many tickets."""
    return runtime().archive()
