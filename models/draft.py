"""Pasted orders that are not tickets yet because something essential is missing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base
from models.sealing import SealedText


class Draft(Base):
    """A paste that waits for its number; it is a ticket in no list."""

    __tablename__ = "drafts"
    # Serves the open drafts of an agent.
    __table_args__ = (Index("ix_drafts_pasted_by", "pasted_by", "closed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pasted_by: Mapped[str] = mapped_column(String(64))
    pasted_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(SealedText("drafts.text"))
    closed_at: Mapped[datetime | None]
