"""What came in from the platform, stored before anything is done about it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base
from models.sealing import SealedText

OPEN = text("state = 'open'")
OWED = text("answer_owed")


class InboxRow(Base):
    """One inbound message; `state` is open, answered or set_aside. Machine time throughout.

    `answer` is the plaintext reply that a redelivery is met with; '' means that nothing is said. `asked_again`: the
    platform redelivered it while it was worked on, so whoever answers it answers a connection that was given up.
    `answer_owed`: it came over the long connection, where nothing is asked for twice, and no answer of ours to it was
    acknowledged yet.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        # Serves the sweep: messages nobody has answered.
        Index("ix_inbox_received_at", "received_at", sqlite_where=OPEN, postgresql_where=OPEN),
        # Serves the sweep: answers nobody is known to have got.
        Index("ix_inbox_answer_owed", "answered_at", sqlite_where=OWED, postgresql_where=OWED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(10))
    external_id: Mapped[str] = mapped_column(String(200))
    received_at: Mapped[datetime]
    sender: Mapped[str] = mapped_column(String(64))
    chat_id: Mapped[str | None] = mapped_column(String(128))
    message: Mapped[str] = mapped_column(SealedText("inbox.message"))
    state: Mapped[str] = mapped_column(String(12), default="open")
    claim_token: Mapped[str | None] = mapped_column(String(40))
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str | None] = mapped_column(SealedText("inbox.answer"))
    answered_at: Mapped[datetime | None]
    answered_late: Mapped[bool] = mapped_column(default=False)
    asked_again: Mapped[bool] = mapped_column(default=False)
    answer_owed: Mapped[bool] = mapped_column(default=False, server_default=false())
    reference: Mapped[str | None] = mapped_column(String(12))
