"""What is due to be said to whom: one row per step, audience and destination, and its one end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base

WAITING = text("state IN ('pending', 'held') AND message_id IS NULL")
ENDED = text("ended_at IS NOT NULL")
ON_ITS_WAY = text("message_id IS NOT NULL")


class Delivery(Base):
    """One thing due to one destination, written in the transaction of its cause.

    Open as `pending`, or `held` until `release_at` (desk time); ends once, as sent, superseded, failed or
    unknown. `destination` is `group:<id>`, `user:<userid>` or `inbox:<id>`; `facts` never hold identities.
    `created_real_at` is machine time, all else desk time.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("cause_kind", "cause_id", "step", "occurrence", "audience", "destination"),
        # Serves the sender: what waits for a destination.
        Index(
            "ix_deliveries_destination_due_at",
            "destination",
            "due_at",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        # Serves the auditor: what waits, whatever the destination.
        Index("ix_deliveries_waiting_due_at", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        # Serves taking over the end of a message. With nulls in it, SQLite would look for what waits here, among all
        # that never became a message.
        Index("ix_deliveries_message_id", "message_id", sqlite_where=ON_ITS_WAY, postgresql_where=ON_ITS_WAY),
        # Serves the balance of a period, which goes by when things were written.
        Index("ix_deliveries_created_at_state", "created_at", "state"),
        # Serves the distance of a clock's repeats: when a destination last heard of it; and stopping the clock.
        Index("ix_deliveries_clock_id", "clock_id"),
        # Serves the distance of repeats in one chat: when it last got one, whatever the clock.
        Index(
            "ix_deliveries_destination_ended_at",
            "destination",
            "ended_at",
            sqlite_where=ENDED,
            postgresql_where=ENDED,
        ),
        # Serves the story of a ticket: which reminders went out when.
        Index("ix_deliveries_ticket_id", "ticket_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cause_kind: Mapped[str] = mapped_column(String(20))
    cause_id: Mapped[int]
    step: Mapped[str] = mapped_column(String(40))
    occurrence: Mapped[int] = mapped_column(default=1)
    audience: Mapped[str] = mapped_column(String(20))
    destination: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(30))
    severity: Mapped[str] = mapped_column(String(10))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clocks.id"))
    mentions: Mapped[list[str]]
    facts: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_real_at: Mapped[datetime]
    release_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(12))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(60))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
