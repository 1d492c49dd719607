"""What the platform itself recorded of orders, taken from its exports, and what it says differently from us."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.orm import Base


class Reconciliation(Base):
    """One comparison of an export with our tickets; `counts` says how many rows, settlements and differences it gave.

    Without `finished_at` it was broken off. `covers_from` and `covers_until` bound the dispatches it compared; `sha256`
    is that of the file.
    """

    __tablename__ = "reconciliations"
    # Serves the last comparison.
    __table_args__ = (Index("ix_reconciliations_made_at", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    by: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    covers_from: Mapped[datetime | None]
    covers_until: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]]


class PlatformTime(Base):
    """What one row of an export said of an order; a row that says the same again is not kept twice.

    The last row of (platform, ticket_no, round) counts; `round` is the one its dispatch belongs to, `file_row` its line
    in the file of the comparison.
    """

    __tablename__ = "platform_times"
    __table_args__ = (UniqueConstraint("platform", "ticket_no", "round", "said"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(String(40))
    ticket_no: Mapped[str] = mapped_column(String(64))
    round: Mapped[int]
    dispatched_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    assigned_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
    state: Mapped[str | None] = mapped_column(String(20))
    unit: Mapped[str | None] = mapped_column(String(100))
    # The digest of all of the above, so that the same words are known again.
    said: Mapped[str] = mapped_column(String(64))
    reconciliation_id: Mapped[int] = mapped_column(ForeignKey("reconciliations.id"))
    file_row: Mapped[int]


class PlatformDifference(Base):
    """One thing the platform says differently; found again by a later comparison it stays the same row.

    `ours` and `theirs` are moments (ISO, UTC), states or units. `first_id` is the comparison that found it; it stands
    as long as `last_id` is the last one.
    """

    __tablename__ = "platform_differences"
    __table_args__ = (
        UniqueConstraint("digest"),
        # Serves the differences of the last comparison, the gravest first.
        Index("ix_platform_differences_last_id_rank", "last_id", "rank"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    platform: Mapped[str] = mapped_column(String(40))
    ticket_no: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(20))
    ours: Mapped[str | None] = mapped_column(String(100))
    theirs: Mapped[str | None] = mapped_column(String(100))
    # From when and until when the platform counts, where late or in time is what differs.
    dispatched_there_at: Mapped[datetime | None]
    due_there_at: Mapped[datetime | None]
    rank: Mapped[int]
    found_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    first_id: Mapped[int] = mapped_column(ForeignKey("reconciliations.id"))
    last_id: Mapped[int] = mapped_column(ForeignKey("reconciliations.id"))
    first: Mapped[Reconciliation] = relationship(foreign_keys=[first_id])


class StatedTime(Base):
    """A time typed later than it happened (补录) that stopped a clock of a fined stage."""

    __tablename__ = "stated_times"
    # Serves the stated times of a month's limits, and those of an order.
    __table_args__ = (
        Index("ix_stated_times_due_at", "due_at"),
        Index("ix_stated_times_ticket_id", "ticket_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    clock_id: Mapped[int] = mapped_column(ForeignKey("clocks.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    due_at: Mapped[datetime]
    stated_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class Settlement(Base):
    """That the time at which a clock stopped was settled; the last one of (clock, time) counts.

    `verdict` is confirmed or contradicted; `by` is null for the platform's export, whose time is `platform_at`, counted
    from `dispatched_there_at` to `due_there_at`. A claimed one settles nothing: the platform's record says late of a
    time nobody stated, whenever the clock stopped.
    """

    __tablename__ = "settlements"
    # Serves how a clock was settled.
    __table_args__ = (Index("ix_settlements_clock_id", "clock_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clocks.id"))
    stopped_at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(String(12))
    is_late: Mapped[bool]
    platform_at: Mapped[datetime | None]
    dispatched_there_at: Mapped[datetime | None]
    due_there_at: Mapped[datetime | None]
    reconciliation_id: Mapped[int | None] = mapped_column(ForeignKey("reconciliations.id"))
    by: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(300))
    settled_at: Mapped[datetime]
