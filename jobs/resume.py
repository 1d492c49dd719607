"""Ticks: lets suspended tickets go on whose date has come."""

from __future__ import annotations

from wiring import installation


def run() -> int:
    """Resume what is ripe; returns how many tickets."""
    return installation().resume()
