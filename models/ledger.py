"""What the contract may deduct for: an entry for each fault, and under it every dispute and decision."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.clock import Clock
from models.orm import Base
from models.ticket import Ticket


class LedgerEntry(Base):
    """One fault: of a clock that ran over, or entered by an official. Never changed; what comes later is a ruling.

    `low` and `high` are whole yuan, fixed when it was written. `userid` is the agent whose shift it was. `text` is
    masked.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("clock_id"),
        # Serves the entries of a month.
        Index("ix_ledger_entries_happened_at", "happened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fault: Mapped[str] = mapped_column(String(12))
    happened_at: Mapped[datetime]
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clocks.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    report_number: Mapped[str | None] = mapped_column(String(30))
    userid: Mapped[str | None] = mapped_column(String(64))
    shift: Mapped[str | None] = mapped_column(String(50))
    low: Mapped[int]
    high: Mapped[int]
    text: Mapped[str | None] = mapped_column(Text)
    entered_by: Mapped[str | None] = mapped_column(String(64))
    entered_at: Mapped[datetime]
    clock: Mapped[Clock | None] = relationship()
    ticket: Mapped[Ticket | None] = relationship()


class LedgerRuling(Base):
    """A row under an entry: an agent disputes it, or an official waives, reduces or upholds it. `reason` is masked."""

    __tablename__ = "ledger_rulings"
    # Serves the rulings of an entry in their order.
    __table_args__ = (Index("ix_ledger_rulings_entry_id_id", "entry_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id"))
    ruling: Mapped[str] = mapped_column(String(12))
    amount: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
