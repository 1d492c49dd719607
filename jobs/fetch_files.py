"""Ticks: fetches the files people sent."""

from __future__ import annotations

from jobs.ticking import ticking
from runtime import Runtime


@ticking("fetch_files")
def run(desk: Runtime) -> int:
    """Fetch what waits to be fetched; returns how many files there were."""
    return desk.fetch()
