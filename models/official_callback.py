"""What the hotline's own call-backs found, as the platform exported it; never mixed with the desk's follow-ups."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base
from models.sealing import SealedText


class OfficialCallback(Base):
    """One call-back of the hotline, known by number and moment, also of a number the desk never had.

    None is an empty cell. `unit` is one the desk knows or 其他单位, `category` is masked; `former` holds what earlier
    files said instead, oldest first; file and row are those of the file that said it last. Of a day without a time
    it is midnight.
    """

    __tablename__ = "official_callbacks"
    __table_args__ = (
        UniqueConstraint("platform", "ticket_no", "called_at"),
        # Serves the call-backs of a period, from which the three rates come.
        Index("ix_official_callbacks_called_at", "called_at"),
        # Serves the call-backs of a ticket.
        Index("ix_official_callbacks_ticket_id", "ticket_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(String(40))
    ticket_no: Mapped[str] = mapped_column(String(64))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    called_at: Mapped[datetime]
    is_valid: Mapped[bool | None]
    contacted: Mapped[bool | None]
    solved: Mapped[str | None] = mapped_column(String(12))
    satisfied: Mapped[str | None] = mapped_column(String(12))
    unit: Mapped[str | None] = mapped_column(String(100))
    category: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(SealedText("official_callbacks.note"))
    file_sha256: Mapped[str] = mapped_column(String(64))
    row_number: Mapped[int]
    imported_at: Mapped[datetime]
    former: Mapped[list[Any]]
