"""Who is on duty when: the agents' shifts and the duty rota of supervisors and leaders."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base


class RotaRow(Base):
    """One line of a rota: `people[(days since `since`) % n]` works it; desk-local clock times `HH:MM`."""

    __tablename__ = "rotas"
    __table_args__ = (UniqueConstraint("kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(50))
    start: Mapped[str] = mapped_column(String(5))
    end: Mapped[str] = mapped_column(String(5))
    people: Mapped[list[str]]
    since: Mapped[date]


class ShiftReceipt(Base):
    """That whoever begins a shift has said so; a shift is named by the minute it begins (desk time)."""

    __tablename__ = "shift_receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(unique=True)
    userid: Mapped[str] = mapped_column(String(64))
    taken_at: Mapped[datetime]
