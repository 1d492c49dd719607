"""Keeps desk time: one row that every process reads and only the clock's owner changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.database import Session
from models.machinery import ClockRow
from models.queries import machinery


@dataclass(frozen=True)
class DeskTime:
    """At machine time `real_at` the desk had `desk_at`, going `speed` times as fast."""

    real_at: datetime
    desk_at: datetime
    speed: float

    def at(self, real_now: datetime) -> datetime:
        """Return the desk's moment at a machine moment."""
        if self.speed == 1.0:
            return self.desk_at + (real_now - self.real_at)
        return self.desk_at + timedelta(seconds=(real_now - self.real_at).total_seconds() * self.speed)


def desk_time(session: Session, real_now: datetime) -> DeskTime:
    """Return the desk's time; without a row the desk simply has machine time."""
    return DeskTime(*(machinery.desk_clock(session) or (real_now, real_now, 1.0)))


def desk_now(session: Session, real_now: datetime) -> datetime:
    """Return the desk's moment now."""
    return desk_time(session, real_now).at(real_now)


def start_clock(session: Session, real_now: datetime, start: datetime | None, speed: float) -> None:
    """Set the desk's time at the very first start; a later start keeps what is there."""
    if session.get(ClockRow, 1) is None and (start is not None or speed != 1.0):
        session.add(ClockRow(id=1, real_at=real_now, desk_at=start or real_now, speed=speed))


def set_clock(session: Session, real_now: datetime, desk_at: datetime, speed: float) -> None:
    """Make it `desk_at` now, going on at `speed`; desk time never goes back."""
    row = session.get(ClockRow, 1)
    if row is None:
        session.add(ClockRow(id=1, real_at=real_now, desk_at=desk_at, speed=speed))
        return
    row.desk_at = max(desk_at, DeskTime(row.real_at, row.desk_at, row.speed).at(real_now))
    row.real_at, row.speed = real_now, speed
