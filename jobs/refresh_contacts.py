"""Ticks: asks the platform about people it was not asked about for a day."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("refresh_contacts")
def run(desk: Runtime) -> int:
    """Refresh names and who has left; returns how many people the platform told of."""
    return desk.refresh_contacts()
