"""What the citizen said when called back: the desk's own call-backs and the hotline's official ones."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base


class FollowUp(Base):
    """One call-back; `origin` is desk or official and the two are never mixed."""

    __tablename__ = "follow_ups"
    # Serves the call-backs of a ticket.
    __table_args__ = (Index("ix_follow_ups_ticket_id", "ticket_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    origin: Mapped[str] = mapped_column(String(10))
    called_at: Mapped[datetime]
    called_by: Mapped[str] = mapped_column(String(64))
    is_valid: Mapped[bool]
    contacted: Mapped[bool | None]
    satisfied: Mapped[str | None] = mapped_column(String(12))
    solved: Mapped[str | None] = mapped_column(String(12))
    note: Mapped[str | None] = mapped_column(Text)
