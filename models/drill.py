"""Who practises on which drill ticket; how far they have come is told by its story."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.orm import Base
from models.ticket import Ticket

RUNNING = text("ended_at IS NULL")


class Drill(Base):
    """One person's exercise; `role` is unit, agent or official. Desk time."""

    __tablename__ = "drills"
    __table_args__ = (
        # Serves finding the exercise of whoever speaks: each has one at a time.
        Index("ix_drills_userid", "userid", unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), unique=True)
    userid: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ticket: Mapped[Ticket] = relationship()
