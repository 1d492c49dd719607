"""Reads machine time, and does not follow the wall clock when it jumps."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rules.clock_jump import Agreement, compare

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def wall_now() -> datetime:
    """Return what the machine's wall clock shows."""
    return datetime.now(UTC)


def steady_seconds() -> float:
    """Return seconds since the machine started, its sleep included where the system can tell; never jumps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def boot_id() -> str:
    """Return a name of this machine's present run, within which steady seconds can be compared."""
    return _BOOT_ID.read_text(encoding="ascii").strip() if _BOOT_ID.exists() else ""


class MachineClock:
    """One process's machine time.

    While wall clock and steady clock have parted by more than the tolerance, it goes on by the steady one, so that
    nothing is recorded at a moment that a jump made up. `jumped_by` says by how many seconds they have parted.
    """

    def __init__(
        self,
        tolerance: timedelta,
        wall: Callable[[], datetime] = wall_now,
        steady: Callable[[], float] = steady_seconds,
        boot: Callable[[], str] = boot_id,
    ) -> None:
        self.wall = wall
        self.jumped_by: float | None = None
        self._steady = steady
        self._boot = boot()
        self._tolerance = tolerance
        self._known = Agreement()

    def __call__(self) -> datetime:
        """Return machine time, aware and UTC."""
        shown = self.wall()
        self._known, self.jumped_by = compare(self._known, shown, self._steady(), self._tolerance)
        return shown if self.jumped_by is None else shown - timedelta(seconds=self.jumped_by)

    def memory(self) -> dict[str, Any]:
        """Return what a process that starts later has to know to judge alike, as JSON."""
        known = self._known
        return {
            "boot": self._boot,
            "difference": known.difference,
            "suspected": known.suspected,
            "suspected_since": known.suspected_since,
        }

    def recall(self, memory: Mapping[str, Any] | None) -> None:
        """Take over what another process knew; what was known before the machine started anew says nothing."""
        if not memory or not self._boot or memory.get("boot") != self._boot:
            return
        self._known = Agreement(memory["difference"], memory["suspected"], memory["suspected_since"])
