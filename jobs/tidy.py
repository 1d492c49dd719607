"""Ticks: forgets what only served the moment, such as old ticks."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("tidy")
def run(desk: Runtime) -> None:
    """Forget old ticks."""
    desk.chores.tidy()
