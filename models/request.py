"""What somebody asked for and somebody else must decide: return, extension, void and the like."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.department import Department
from models.orm import Base
from models.ticket import Ticket


class Request(Base):
    """One request on a ticket and how far it has come (states and kinds: the lifecycle table).

    `from_unit` had the ticket when it was prepared, `unit` is to get it; `until` was asked for, `new_deadline_at`
    is what the platform gave. `caller_told` is None where nobody said so. `opinion` is that of whoever decided last.
    """

    __tablename__ = "requests"
    __table_args__ = (
        # Serves the requests of a ticket, and those that wait for a decision.
        Index("ix_requests_ticket_id", "ticket_id"),
        Index("ix_requests_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    prepared_by: Mapped[str] = mapped_column(String(64))
    prepared_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(Text)
    until: Mapped[datetime | None]
    caller_told: Mapped[bool | None]
    from_unit_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    survivor_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]
    opinion: Mapped[str | None] = mapped_column(Text)
    submitted_at: Mapped[datetime | None]
    new_deadline_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    ticket: Mapped[Ticket] = relationship(foreign_keys=ticket_id)
    survivor: Mapped[Ticket | None] = relationship(foreign_keys=survivor_id)
    unit: Mapped[Department | None] = relationship(foreign_keys=unit_id)
    from_unit: Mapped[Department | None] = relationship(foreign_keys=from_unit_id)
