"""What happened to a ticket, in the order it was recorded; only `undo`, how it is taken back, may still grow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base
from models.sealing import SealedText


class Event(Base):
    """One event: `occurred_at` as stated, `recorded_at` as we learnt of it, `text` masked, `original` sealed."""

    __tablename__ = "events"
    __table_args__ = (
        # Serves the story of a ticket.
        Index("ix_events_ticket_id_id", "ticket_id", "id"),
        # Serves /撤销: the last thing a person did.
        Index("ix_events_actor_recorded_at", "actor", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    recorded_at: Mapped[datetime]
    occurred_at: Mapped[datetime]
    actor: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(30))
    text: Mapped[str | None] = mapped_column(Text)
    original: Mapped[str | None] = mapped_column(SealedText("events.original"))
    intent: Mapped[str | None] = mapped_column(String(12))
    link: Mapped[str | None] = mapped_column(String(12))
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    facts: Mapped[dict[str, Any]]
    undo: Mapped[dict[str, Any] | None]
    digest: Mapped[str] = mapped_column(String(64))
