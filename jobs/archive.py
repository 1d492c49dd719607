"""Ticks: archives tickets that were replied long enough ago."""

from __future__ import annotations

from wiring import installation


def run() -> int:
    """Archive what is ripe; returns how many tickets."""
    return installation().archive()
