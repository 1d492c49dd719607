"""Reads machine time, and does not follow the wall clock when it jumps."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rules.clock_jump import Agreement, begin, compare

_ASK_EVERY_SECONDS = 10.0
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Memory:
    """What some process of the installation knew last, and the moment it then believed."""

    known: Mapping[str, Any]
    believed_at: datetime


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

    What all processes know together is asked for at the first reading and then every ten seconds, so that one that
    was idle during a jump judges like the others.
    While wall clock and steady clock have parted by more than the tolerance, it goes on by the steady one, so that
    nothing is recorded at a moment that a jump made up. `jumped_by` says by how many seconds they have parted.
    """

    def __init__(
        self,
        tolerance: timedelta,
        wall: Callable[[], datetime] = wall_now,
        steady: Callable[[], float] = steady_seconds,
        boot: Callable[[], str] = boot_id,
        remembered: Callable[[], Memory | None] = lambda: None,
    ) -> None:
        self.wall = wall
        self.jumped_by: float | None = None
        self._steady = steady
        self._boot = boot()
        self._tolerance = tolerance
        self._known = Agreement()
        self._remembered = remembered
        self._asked_at: float | None = None
        self._recalled_at = -1.0

    def __call__(self) -> datetime:
        """Return machine time, aware and UTC."""
        shown, seconds = self.wall(), self._steady()
        if self._asked_at is None or seconds - self._asked_at >= _ASK_EVERY_SECONDS:
            self._asked_at = seconds
            self._recall(self._remembered())
        self._known, self.jumped_by = compare(self._known, shown, seconds, self._tolerance)
        return shown if self.jumped_by is None else shown - timedelta(seconds=self.jumped_by)

    def memory(self) -> dict[str, Any]:
        """Return what other processes have to know to judge alike, as JSON."""
        known = self._known
        return {
            "boot": self._boot,
            "judged_at": self._steady(),
            "difference": known.difference,
            "suspected": known.suspected,
            "suspected_since": known.suspected_since,
            "is_least": known.is_least,
        }

    def nearest(self, signed_at: datetime) -> datetime:
        """Return the wall clock's time or this one's, whichever is nearer to a moment that somebody else states."""
        return min(self.wall(), self(), key=lambda moment: abs(moment - signed_at))

    def _recall(self, memory: Memory | None) -> None:
        if memory is None:
            return
        known = memory.known
        if self._boot and known.get("boot") == self._boot:
            # What nobody has judged anew since is older than what this process saw itself.
            if known["judged_at"] > self._recalled_at:
                self._recalled_at = known["judged_at"]
                self._known = Agreement(
                    known["difference"], known["suspected"], known["suspected_since"], known["is_least"]
                )
        elif self._known.difference is None:
            self._known = begin(memory.believed_at, self._steady())
