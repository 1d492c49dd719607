"""Which older order an order goes on from: the same citizen again, the same place and matter, or one it names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.orm import Base
from models.ticket import Ticket


class Relation(Base):
    """One older order of a ticket; one that the desk never had is known by its number alone.

    `found_by` is number, caller or place_and_matter; of one citizen's orders `is_same_matter` tells repeats apart.
    """

    __tablename__ = "relations"
    __table_args__ = (
        UniqueConstraint("ticket_id", "earlier_no"),
        # Serves how often a matter was called in again, and the story of the older order.
        Index("ix_relations_earlier_id", "earlier_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    earlier_no: Mapped[str] = mapped_column(String(64))
    found_by: Mapped[str] = mapped_column(String(20))
    is_same_matter: Mapped[bool]
    found_at: Mapped[datetime]
    ticket: Mapped[Ticket] = relationship(foreign_keys=[ticket_id])
    earlier: Mapped[Ticket | None] = relationship(foreign_keys=[earlier_id])
