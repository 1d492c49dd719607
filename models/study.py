"""What is learnt from orders: their words, the hot spots found in them, and the units and categories suggested."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.orm import Base
from models.ticket import Ticket


class TicketWords(Base):
    """The pairs of characters that tell an order's matter, of its masked words, four bytes each, sorted."""

    __tablename__ = "ticket_words"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    grams: Mapped[bytes]


class HotSpotRow(Base):
    """A hot spot with all orders found of it so far; `n_told` is how many it had when it was last told of."""

    __tablename__ = "hot_spots"
    # Serves finding what a hot spot goes on from, and the reports of a period.
    __table_args__ = (Index("ix_hot_spots_last_found_at", "last_found_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first_found_at: Mapped[datetime]
    last_found_at: Mapped[datetime]
    place: Mapped[str | None] = mapped_column(String(120))
    reasons: Mapped[list[Any]]
    ticket_ids: Mapped[list[Any]]
    n_told: Mapped[int] = mapped_column(default=0)
    times_told: Mapped[int] = mapped_column(default=0)


class Suggestion(Base):
    """What was suggested for an order when it came; what was chosen in the end stands on the ticket."""

    __tablename__ = "suggestions"
    # Serves the hit rate of the last days.
    __table_args__ = (Index("ix_suggestions_suggested_at", "suggested_at"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    suggested_at: Mapped[datetime]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    category_path: Mapped[list[str]]
    because: Mapped[list[Any]]
    ticket: Mapped[Ticket] = relationship()
