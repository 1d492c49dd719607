"""A file somebody sends, noted before its bytes are here, and the links by which files are uploaded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base
from models.sealing import SealedText

WAITING = text("state = 'waiting'")


class IncomingFile(Base):
    """One announced file; machine time throughout.

    `state` is waiting (to be fetched), arriving (by upload), kept, refused (no file that is kept), lost (it could
    not be had) or unwanted (its sender said that it is of no ticket), `why` tells a code for refused and lost.
    `ticket_id` is the ticket it was given to, if it was.
    Files of one `source_key` are fetched one after the other.
    """

    __tablename__ = "incoming_files"
    __table_args__ = (
        UniqueConstraint("inbox_id", "position"),
        # Serves the lane that fetches: what waits, by when it is to be tried.
        Index("ix_incoming_files_try_at", "try_at", sqlite_where=WAITING, postgresql_where=WAITING),
        # Serves the files of a ticket.
        Index("ix_incoming_files_ticket_id", "ticket_id"),
        # Serves what a person sent of late: what belongs to no ticket yet, and how much it is.
        Index("ix_incoming_files_sender_announced_at", "sender", "announced_at"),
        # Serves counting what came and did not come in a day.
        Index("ix_incoming_files_announced_at", "announced_at"),
        # Serves the upload page: the files of its link.
        Index("ix_incoming_files_link_id", "link_id"),
        # Serves a ticket's evidence: whether its file was taken back.
        Index("ix_incoming_files_evidence_id", "evidence_id"),
        # Serves forgetting: whether anything else has the same content; so does that of evidence.
        Index("ix_incoming_files_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    position: Mapped[int] = mapped_column(default=0)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("upload_links.id"))
    sender: Mapped[str] = mapped_column(String(64))
    chat_key: Mapped[str] = mapped_column(String(140))
    kind: Mapped[str] = mapped_column(String(12))
    source_key: Mapped[str] = mapped_column(String(64))
    announced_at: Mapped[datetime]
    fetch_before: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    claim_token: Mapped[str | None] = mapped_column(String(40))
    claimed_until: Mapped[datetime | None]
    why: Mapped[str | None] = mapped_column(String(40))
    ended_at: Mapped[datetime | None]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    sha256: Mapped[str | None] = mapped_column(String(64))
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    filename: Mapped[str | None] = mapped_column(SealedText("incoming_files.filename"))


class UploadLink(Base):
    """One person's right to upload files to one ticket until a moment; machine time."""

    __tablename__ = "upload_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    userid: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
