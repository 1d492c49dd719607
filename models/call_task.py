"""Phone calls the desk owes: to citizens who did not pick up, and to units that do not answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base


class CallTask(Base):
    """One call to make; `purpose` is verify, follow_up or urge; a citizen is tried three times."""

    __tablename__ = "call_tasks"
    # Serves the open calls of a ticket.
    __table_args__ = (Index("ix_call_tasks_ticket_id", "ticket_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clocks.id"))
    purpose: Mapped[str] = mapped_column(String(12))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    created_at: Mapped[datetime]
    tries: Mapped[list[str]]
    next_try_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
