"""Ticks: looks after what begins, groups on their first days and people who practise."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("welcome")
def run(desk: Runtime) -> None:
    """Tell what groups still lack, and end the exercises that were left alone."""
    desk.chores.welcome()
