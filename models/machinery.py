"""The desk's own workings: desk time, ticks, heartbeats and the looks at the platform."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base


class ClockRow(Base):
    """The one row that says what time the desk has: at `real_at` it was `desk_at`, going at `speed`."""

    __tablename__ = "desk_clock"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    real_at: Mapped[datetime]
    desk_at: Mapped[datetime]
    speed: Mapped[float] = mapped_column(Float)


class Tick(Base):
    """A tick that was given out: unique per (name, slot), so that two schedulers do no harm."""

    __tablename__ = "ticks"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    # Serves sweeping old ticks away.
    given_at: Mapped[datetime] = mapped_column(index=True)


class Heartbeat(Base):
    """The last sign of life of a process or of a finished scan, in machine time."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    beat_at: Mapped[datetime]
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class PlatformLook(Base):
    """A moment when somebody or something certainly looked at the city's platform."""

    __tablename__ = "platform_looks"
    # Serves the last look.
    __table_args__ = (Index("ix_platform_looks_looked_at", "looked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    looked_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))
    how: Mapped[str] = mapped_column(String(12))


class Outage(Base):
    """A span in which the desk did not look at its clocks, from its last finished scan to the next, in both times."""

    __tablename__ = "outages"
    # Serves the last outage.
    __table_args__ = (Index("ix_outages_ended_at", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    real_began_at: Mapped[datetime]
    real_ended_at: Mapped[datetime]
