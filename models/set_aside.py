"""What has failed and may fail again, under which reference it was set aside; and what is being worked on now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base

OPEN_FAULT = text("closed_at IS NULL")


class SetAside(Base):
    """A clock, a delivery, a message or the like whose work raised: counted, and at the third time set aside.

    `reference` and `set_aside_at` are null until then. `error` is the name of an exception's class, never its text.
    Closed when it worked again or had its end (`outcome` mended, ended). Machine time throughout.
    """

    __tablename__ = "set_aside"
    __table_args__ = (
        # Serves looking a fault up, and that a subject has one at a time.
        Index(
            "ix_set_aside_kind_subject_id",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=OPEN_FAULT,
            postgresql_where=OPEN_FAULT,
        ),
        # Serves the story of a ticket.
        Index("ix_set_aside_ticket_id", "ticket_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    tries: Mapped[int] = mapped_column(default=0)
    first_failed_at: Mapped[datetime]
    last_failed_at: Mapped[datetime]
    try_again_at: Mapped[datetime]
    error: Mapped[str] = mapped_column(String(80))
    reference: Mapped[str | None] = mapped_column(String(12))
    set_aside_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))


class Undertaking(Base):
    """Subjects that a process is about to work on: left behind, it tells that the process died of one of them."""

    __tablename__ = "undertakings"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject_ids: Mapped[list[Any]]
    until: Mapped[datetime]
