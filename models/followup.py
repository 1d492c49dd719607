"""What the citizen said when the desk called back; what the hotline heard is in models/official_callback.py."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base


class FollowUp(Base):
    """One call-back of the desk.

    `origin` is written for the release before this one, which reads only what is the desk's; nothing here reads it.
    `event_id` is what the ticket's story tells of it; `withdrawn_at` is set when it was taken back.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (
        # Serves the call-backs of a ticket.
        Index("ix_follow_ups_ticket_id", "ticket_id"),
        # Serves the desk's own figures of a period.
        Index("ix_follow_ups_called_at", "called_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    origin: Mapped[str] = mapped_column(String(10), default="desk")
    called_at: Mapped[datetime]
    called_by: Mapped[str] = mapped_column(String(64))
    is_valid: Mapped[bool]
    contacted: Mapped[bool | None]
    satisfied: Mapped[str | None] = mapped_column(String(12))
    solved: Mapped[str | None] = mapped_column(String(12))
    note: Mapped[str | None] = mapped_column(Text)
    event_id: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]
