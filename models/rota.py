"""Who is on duty when: the rotas as they are and as they were, what was changed of them by day, gaps and backlogs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base
from models.sealing import SealedText


class _RotaLine:
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(50))
    start: Mapped[str] = mapped_column(String(5))
    end: Mapped[str] = mapped_column(String(5))
    people: Mapped[list[str]]
    since: Mapped[date]


class RotaRow(_RotaLine, Base):
    """One line of a rota: `people[(days since `since`) % n]` works it; desk-local clock times `HH:MM`."""

    __tablename__ = "rotas"
    __table_args__ = (UniqueConstraint("kind", "name"),)

    # Since when the line is in force; None: since ever.
    valid_from: Mapped[datetime | None]


class PastRota(_RotaLine, Base):
    """A line of a rota that another one replaced: in force until a moment, or for the days before `until`.

    It is never changed again, but that a line that was to take over later may be replaced before it does.
    """

    __tablename__ = "past_rotas"
    # Serves whoever asks about a moment that lies before the rota in force.
    __table_args__ = (Index("ix_past_rotas_kind", "kind"),)

    until: Mapped[date | None]
    valid_from: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]


class RotaChange(Base):
    """What somebody asked to change of the agents' rota: `given_by` works the shift `taken_by` works from then on.

    A swap has the other's shift as well (`back_day`, `back_shift`). It is in force since `in_force_at`, until
    `ended_at` where it was taken back. All moments are desk time.
    """

    __tablename__ = "rota_changes"
    __table_args__ = (
        # Serve the shifts of a day, of which either leg may be one.
        Index("ix_rota_changes_day", "day"),
        Index("ix_rota_changes_back_day", "back_day"),
        # Serves what still waits for an answer.
        Index("ix_rota_changes_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    asked_in: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    other: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]
    decided_in: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    day: Mapped[date]
    shift: Mapped[str] = mapped_column(String(50))
    given_by: Mapped[str | None] = mapped_column(String(64))
    taken_by: Mapped[str | None] = mapped_column(String(64))
    back_day: Mapped[date | None]
    back_shift: Mapped[str | None] = mapped_column(String(50))
    in_force_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # Why somebody is away is nobody's business but the supervisors'.
    reason: Mapped[str | None] = mapped_column(SealedText("rota_changes.reason"))


class RotaGap(Base):
    """A span in which no agent is on duty, found while it still lay ahead; `told` is the last step that was told."""

    __tablename__ = "rota_gaps"

    id: Mapped[int] = mapped_column(primary_key=True)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    found_at: Mapped[datetime]
    told: Mapped[str | None] = mapped_column(String(10))
    closed_at: Mapped[datetime | None]
    is_covered: Mapped[bool | None]


class Backlog(Base):
    """A time in which more first checks waited than one person could phone in time; `most` is how many at once.

    `answer` is what the supervisor said to it.
    """

    __tablename__ = "backlogs"

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    most: Mapped[int]
    agent: Mapped[str | None] = mapped_column(String(64))
    answer: Mapped[str | None] = mapped_column(String(20))
    answered_by: Mapped[str | None] = mapped_column(String(64))
    answered_at: Mapped[datetime | None]


class ShiftReceipt(Base):
    """That whoever begins a shift has said so; a shift is named by the minute it begins (desk time)."""

    __tablename__ = "shift_receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(unique=True)
    userid: Mapped[str] = mapped_column(String(64))
    taken_at: Mapped[datetime]
