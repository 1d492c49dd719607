"""A work order in one round of its life: what everybody may see of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.caller import Caller
from models.department import Department
from models.orm import Base
from models.sealing import SealedText
from rules.sensitive import is_sensitive


class Ticket(Base):
    """One round of a work order, known by (platform, ticket_no, round).

    `title`, `content` and `address` are masked; what identifies the caller is in `caller`, the words as
    they came are in `original`. `deadline_at` is the official one. What is suspended keeps its state before and the
    moment at which it goes on by itself. `starts_higher`: the matter was called in before, so the
    unit's reminders begin one rung higher.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("platform", "ticket_no", "round"),
        # Serves finding a ticket by its full number, and by the last digits people type.
        Index("ix_tickets_ticket_no", "ticket_no"),
        Index("ix_tickets_tail", "tail"),
        # Serves the lists of open tickets (/待办, the API) in the order of their deadlines.
        Index("ix_tickets_state_deadline_at", "state", "deadline_at"),
        # Serves the lists of one unit.
        Index("ix_tickets_lead_unit_id_state", "lead_unit_id", "state"),
        # Serves finding the earlier orders of a place.
        Index("ix_tickets_place_key", "place_key"),
        # Serve the reports of a period: what came in it, and what was replied to the platform in it.
        Index("ix_tickets_came_at", text("coalesce(first_dispatched_at, reported_at, created_at)")),
        Index("ix_tickets_closed_at", text("coalesce(replied_at, archived_at)")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(String(40))
    ticket_no: Mapped[str] = mapped_column(String(64))
    tail: Mapped[str] = mapped_column(String(4))
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(20))
    is_drill: Mapped[bool] = mapped_column(default=False)
    is_excluded: Mapped[bool] = mapped_column(default=False)

    kind: Mapped[str | None] = mapped_column(String(20))
    grade: Mapped[str | None] = mapped_column(String(10))
    urgency: Mapped[str | None] = mapped_column(String(20))
    is_urgent: Mapped[bool] = mapped_column(default=False)
    starts_higher: Mapped[bool] = mapped_column(default=False)
    confidential: Mapped[bool] = mapped_column(default=False)
    category_path: Mapped[list[str]]
    special_flags: Mapped[list[str]]
    title: Mapped[str | None] = mapped_column(String(300))
    content: Mapped[str | None] = mapped_column(Text)
    original: Mapped[str | None] = mapped_column(SealedText("tickets.original"), deferred=True)
    address: Mapped[str | None] = mapped_column(String(300))
    community: Mapped[str | None] = mapped_column(String(100))
    place_key: Mapped[str | None] = mapped_column(String(120))
    people_count: Mapped[int | None]
    missing: Mapped[list[str]]

    limit_text: Mapped[str | None] = mapped_column(String(60))
    contact_limit_text: Mapped[str | None] = mapped_column(String(60))
    deadline_at: Mapped[datetime | None]
    deadline_basis: Mapped[str | None] = mapped_column(String(20))
    deadline_reasons: Mapped[list[Any]]
    internal_deadline_at: Mapped[datetime | None]

    reported_at: Mapped[datetime | None]
    first_dispatched_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    assigned_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    contacted_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    suspended_from: Mapped[str | None] = mapped_column(String(20))
    resume_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    named_dispatcher: Mapped[str | None] = mapped_column(String(64))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))

    lead_unit: Mapped[Department | None] = relationship()
    caller: Mapped[Caller | None] = relationship(back_populates="ticket", cascade="all, delete-orphan")

    @property
    def came_at(self) -> datetime:
        """Return from when an order's limits count: its first dispatch, else its report, else when we had it."""
        return self.first_dispatched_at or self.reported_at or self.created_at

    @property
    def is_sensitive(self) -> bool:
        """Tell whether nothing of the order's matter may be said in a group."""
        return self.confidential or is_sensitive(self.special_flags)
