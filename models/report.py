"""Reports that were ordered, what became of each, and the files that are sent to people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base
from models.sealing import SealedJson, SealedText


class Report(Base):
    """One numbered report; `state` is draft until it is issued, refused by the checker, or withdrawn for a later one.

    `slot` is what it is about, with its edition: however many ask for the same, it is ordered once. `wanted_by` are
    those it goes to, each with who may be named there. Who makes it holds it under a token until `claimed_until`
    (machine time); the data it was made of lies sealed under its hash beside the evidence.
    """

    __tablename__ = "reports"
    __table_args__ = (
        # Serves whoever makes reports: what is still to be made.
        Index("ix_reports_state", "state"),
        # Serves the list of reports.
        Index("ix_reports_ordered_at", "ordered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    slot: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    subject: Mapped[dict[str, Any] | None] = mapped_column(SealedJson("reports.subject"))
    state: Mapped[str] = mapped_column(String(10))
    ordered_at: Mapped[datetime]
    # Null where it was made by itself; then `scheduled_at` tells for when.
    ordered_by: Mapped[str | None] = mapped_column(String(64))
    scheduled_at: Mapped[datetime | None]
    wanted_by: Mapped[list[Any]]
    claim_token: Mapped[str | None] = mapped_column(String(40))
    claimed_until: Mapped[datetime | None]
    made_at: Mapped[datetime | None]
    data_sha256: Mapped[str | None] = mapped_column(String(64))
    summary: Mapped[str | None] = mapped_column(SealedText("reports.summary"))
    wrongs: Mapped[list[Any] | None] = mapped_column(SealedJson("reports.wrongs"))
    reference: Mapped[str | None] = mapped_column(String(8))


class IssuedFile(Base):
    """A file that people are sent: of a report, or the evidence of a ticket; sealed under its hash."""

    __tablename__ = "issued_files"
    __table_args__ = (
        # Serves the files of a report.
        Index("ix_issued_files_report_id", "report_id"),
        # A piece of evidence is one file however often it is sent.
        UniqueConstraint("evidence_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    kind: Mapped[str] = mapped_column(String(12))
    filename: Mapped[str] = mapped_column(SealedText("issued_files.filename"))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    made_at: Mapped[datetime]


class KeptMedia(Base):
    """A file as the platform keeps it for one channel and, in groups, one push key (machine time).

    `media_id` is good until `expires_at`; `refused_until` is how long this file is not tried on that way.
    """

    __tablename__ = "kept_media"
    __table_args__ = (UniqueConstraint("file_id", "channel", "owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("issued_files.id"))
    channel: Mapped[str] = mapped_column(String(20))
    # The hash of the push key; the app and the AI bot have one store each.
    owner: Mapped[str] = mapped_column(String(80))
    media_id: Mapped[str | None] = mapped_column(SealedText("kept_media.media_id"))
    expires_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    renewals: Mapped[int] = mapped_column(default=0)
    try_at: Mapped[datetime]
    refused_until: Mapped[datetime | None]
    errcode: Mapped[int | None]
    why: Mapped[str | None] = mapped_column(String(200))
