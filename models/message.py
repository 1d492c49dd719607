"""What goes on the wire, frozen before the first byte, and every try of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.orm import Base
from models.sealing import SealedJson, SealedText

UNFINISHED = text("state IN ('sending', 'waiting')")


class Message(Base):
    """One message to one destination; `state` is sending, waiting, sent, failed, unknown or superseded. Machine time.

    `sending` under a lease means that bytes may be out: an expired lease is an unknown outcome.
    `superseded` certainly never left. What is too long goes in `parts`, each a message of its own: when one has left,
    the next is written with what they carry, and `rest` are the bodies after it. `lacks_part`: of an earlier part
    nobody knows.
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
    # The same in plain words where the body is a card: what the record shows.
    twin: Mapped[str | None] = mapped_column(SealedText("messages.twin"))
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    # When the first message was written that was worded anew as this one.
    trying_since: Mapped[datetime | None]
    not_before: Mapped[datetime]
    lease_token: Mapped[str | None] = mapped_column(String(40))
    tries: Mapped[int] = mapped_column(default=0)
    repeats: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    part: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    parts: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    rest: Mapped[list[dict[str, Any]] | None] = mapped_column(SealedJson("messages.rest"))
    lacks_part: Mapped[bool] = mapped_column(default=False, server_default=false())
    attempts: Mapped[list[Attempt]] = relationship(back_populates="message", order_by="Attempt.id")


class Attempt(Base):
    """One try at sending a message; `outcome` is null while the bytes are under way. Machine time."""

    __tablename__ = "attempts"
    __table_args__ = (
        # Serves the tries of a message, and rebuilding a destination's budget.
        Index("ix_attempts_message_id", "message_id"),
        Index("ix_attempts_address_hash_started_at", "address_hash", "started_at"),
        # Serves the auditor: what became of the last tries on a channel.
        Index("ix_attempts_started_at", "started_at"),
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
    # Null in what was tried before 20261126_0004.
    channel: Mapped[str | None] = mapped_column(String(20))
    message: Mapped[Message] = relationship(back_populates="attempts")


class TakenBack(Base):
    """That a message carried a delivery before it was taken back, so that its tries stay with what was worded anew."""

    __tablename__ = "taken_back"
    __table_args__ = (
        # Serves the story of a ticket: what was tried before the message that a delivery has now.
        Index("ix_taken_back_delivery_id", "delivery_id"),
    )

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
