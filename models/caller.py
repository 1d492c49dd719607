"""Who called: the sealed identity of a ticket's citizen and the keyed hashes that find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.orm import Base
from models.sealing import SealedJson, SealedText

if TYPE_CHECKING:
    from models.ticket import Ticket


class Caller(Base):
    """The identity behind one ticket; every reading of it goes through the access log."""

    __tablename__ = "callers"
    __table_args__ = (
        # Serve finding repeat callers and the exact search by phone or full name.
        Index("ix_callers_phone_hash", "phone_hash"),
        Index("ix_callers_name_hash", "name_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), unique=True)
    name: Mapped[str | None] = mapped_column(SealedText("callers.name"))
    phone: Mapped[str | None] = mapped_column(SealedText("callers.phone"))
    address: Mapped[str | None] = mapped_column(SealedText("callers.address"))
    # What was corrected, by column, the latest last: whoever was once taken for the caller stays hidden. Under "words"
    # what each correction hid of the order's words, so that it can be taken back.
    former: Mapped[dict[str, list[Any]] | None] = mapped_column(SealedJson("callers.former"))
    phone_hash: Mapped[str | None] = mapped_column(String(80))
    name_hash: Mapped[str | None] = mapped_column(String(80))
    ticket: Mapped[Ticket] = relationship(back_populates="caller")

    def ever(self, column: str) -> list[str]:
        """Return everything that is or was held in a column of the identity."""
        now = getattr(self, column)
        return [*(self.former or {}).get(column, []), *([now] if now else [])]

    def __repr__(self) -> str:
        return f"Caller(ticket_id={self.ticket_id})"
