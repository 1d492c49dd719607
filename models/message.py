"""What goes on the wire, frozen before the first byte, and every try of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.orm import Base
from models.sealing import SealedJson, SealedText

UNFINISHED = text("state IN ('sending', 'waiting')")


class Message(Base):
    """One message to one destination; `state` is sending, waiting, sent, failed, unknown or superseded. Machine time.

    `sending` under a lease means that bytes may be out: an expired lease is an unknown outcome.
    `superseded` certainly never left.
    """

    __tablename__ = "messages"
    __table_args__ = (
        # Serves the sender: messages to try again, and leases that ran out.
        Index("ix_messages_not_before", "not_before", sqlite_where=UNFINISHED, postgresql_where=UNFINISHED),
        # Serves the order of what a destination hears: two senders never have a message under way to the same one.
        Index(
            "ix_messages_destination",
            "destination",
            unique=True,
            sqlite_where=UNFINISHED,
            postgresql_where=UNFINISHED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    destination: Mapped[str] = mapped_column(String(100))
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(SealedText("messages.address"))
    body: Mapped[dict[str, Any]] = mapped_column(SealedJson("messages.body"))
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    lease_token: Mapped[str | None] = mapped_column(String(40))
    tries: Mapped[int] = mapped_column(default=0)
    repeats: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    attempts: Mapped[list[Attempt]] = relationship(back_populates="message", order_by="Attempt.id")


class Attempt(Base):
    """One try at sending a message; `outcome` is null while the bytes are under way. Machine time."""

    __tablename__ = "attempts"
    __table_args__ = (
        # Serves the tries of a message, and rebuilding a destination's budget.
        Index("ix_attempts_message_id", "message_id"),
        Index("ix_attempts_address_hash_started_at", "address_hash", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    errcode: Mapped[int | None]
    why: Mapped[str | None] = mapped_column(String(200))
    is_repeat: Mapped[bool] = mapped_column(default=False)
    body_sha256: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(80))
    message: Mapped[Message] = relationship(back_populates="attempts")
