"""Ticks: posts the hand-over note when a shift begins."""

from __future__ import annotations

from wiring import installation


def run() -> bool:
    """Post the hand-over of the shift that has just begun; tells whether there was one."""
    return installation().hand_over()
