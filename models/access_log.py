"""Who looked at a citizen's identity, when, where and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base


class AccessEntry(Base):
    """One reveal or one search by identity, by a person or an API token."""

    __tablename__ = "access_log"
    # Serves the log of a ticket.
    __table_args__ = (Index("ix_access_log_ticket_id", "ticket_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    action: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(20))
