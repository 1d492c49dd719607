"""Recordings, photos and videos that prove what was done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base
from models.sealing import SealedText


class Evidence(Base):
    """One file of a ticket; the file itself lies sealed under its hash in the evidence folder.

    `follow_up_id` is the call-back of which it is the recording.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        # Serves the evidence of a ticket.
        Index("ix_evidence_ticket_id", "ticket_id"),
        # Serves forgetting: whether anything else has the same content.
        Index("ix_evidence_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    kind: Mapped[str] = mapped_column(String(12))
    sha256: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(SealedText("evidence.filename"))
    size_bytes: Mapped[int]
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(64))
    follow_up_id: Mapped[int | None]
