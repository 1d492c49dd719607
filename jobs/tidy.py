"""Ticks: forgets what only served the moment, such as old ticks."""

from __future__ import annotations

from wiring import installation


def run() -> None:
    """Forget old ticks."""
    installation().tidy()
