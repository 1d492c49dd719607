"""Which units hold a ticket, as lead or assisting, and how far each has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.department import Department
from models.orm import Base
from models.ticket import Ticket


class Assignment(Base):
    """A unit's share in a ticket; it ends when another unit takes over or the ticket leaves the units."""

    __tablename__ = "assignments"
    __table_args__ = (
        # Serves the units of a ticket, and the tickets a unit still holds.
        Index("ix_assignments_ticket_id", "ticket_id"),
        Index("ix_assignments_department_id_ended_at", "department_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    role: Mapped[str] = mapped_column(String(10))
    assigned_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None] = mapped_column(String(64))
    contacted_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    department: Mapped[Department] = relationship()
    ticket: Mapped[Ticket] = relationship()

    @property
    def is_lead(self) -> bool:
        """Tell whether this unit answers for the ticket."""
        return self.role == "lead"
