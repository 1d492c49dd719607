"""A running limit: of a ticket's stage, of a request, a phone task or the desk's patrol."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.department import Department
from models.orm import Base
from models.ticket import Ticket

RUNNING = text("stopped_at IS NULL")
BREACHED = text("breached_at IS NOT NULL")
UNMISSED = text("stopped_at IS NULL AND missed_at IS NULL")
OF_DESK, WITHOUT_TICKET = text("department_id IS NULL"), text("ticket_id IS NULL")


class Clock(Base):
    """One clock of (ticket or none, unit or desk, stage, seq); the ticket row already is its round.

    `policy` is the StagePolicy it started under, `fired` the step keys that are done with. A paused clock keeps
    `paused_at` until it goes on; `paused_seconds` leaves out the nights in which it stands still anyway. While the
    request `unurged_by` is pending it says nothing. `look_again_at` is when something can next be due; null = never.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        UniqueConstraint("ticket_id", "department_id", "stage", "seq"),
        # Serves the same key where it has a null, which is like no other null: the desk's own stages of a ticket.
        Index(
            "uq_clocks_of_desk",
            "ticket_id",
            "stage",
            "seq",
            unique=True,
            sqlite_where=OF_DESK,
            postgresql_where=OF_DESK,
        ),
        # Serves it for patrol, which has no ticket either.
        Index(
            "uq_clocks_without_ticket",
            "stage",
            "seq",
            unique=True,
            sqlite_where=WITHOUT_TICKET,
            postgresql_where=WITHOUT_TICKET,
        ),
        # Serves the scan: running clocks whose moment has come, earliest first.
        Index("ix_clocks_look_again_at", "look_again_at", sqlite_where=RUNNING, postgresql_where=RUNNING),
        # Serves the running clocks of a ticket and their order in what people are shown.
        Index("ix_clocks_ticket_id_started_at", "ticket_id", "started_at"),
        # Serves /超时: running clocks by their limit.
        Index("ix_clocks_due_at", "due_at", sqlite_where=RUNNING, postgresql_where=RUNNING),
        # Serves the ledger: the breaches of a month.
        Index("ix_clocks_breached_at", "breached_at", sqlite_where=BREACHED, postgresql_where=BREACHED),
        # Serves the reports of a period: the limits that fell into it, kept or not.
        Index("ix_clocks_every_due_at", "due_at"),
        # Serves the auditor: running clocks whose limit nobody has seen pass, which past it should be none.
        Index("ix_clocks_unmissed_due_at", "due_at", sqlite_where=UNMISSED, postgresql_where=UNMISSED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    stage: Mapped[str] = mapped_column(String(20))
    seq: Mapped[int] = mapped_column(default=1)
    subject: Mapped[str | None] = mapped_column(String(60))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    missed_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    paused_seconds: Mapped[int] = mapped_column(default=0)
    quiet_until: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    unurged_by: Mapped[int | None]
    postponed: Mapped[list[str]]
    look_again_at: Mapped[datetime | None]
    policy: Mapped[dict[str, Any]]
    fired: Mapped[list[str]]
    reasons: Mapped[list[Any]]
    # Of an earlier release, which counted here what failed; a later one drops it.
    failures: Mapped[int] = mapped_column(default=0)
    ticket: Mapped[Ticket | None] = relationship()
    department: Mapped[Department | None] = relationship()

    @property
    def is_running(self) -> bool:
        """Tell whether the clock has not been stopped."""
        return self.stopped_at is None

    @property
    def is_silent(self) -> bool:
        """Tell whether it says nothing for now: it stands still, or what it would ask for is being decided."""
        return self.paused_at is not None or self.unurged_by is not None
