"""What is known of each way to a group or a person: whether it was heard on, works or is refused."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base

# The destination of the row that speaks of a whole channel.
EVERYWHERE = "*"


class Way(Base):
    """One channel to one destination, `group:<id>` or `user:<userid in lower case>`, or to all (`*`). Machine time.

    `heard_at`: when somebody last spoke to us there (kept by the hour); the AI bot may only speak where it was spoken
    to. Refused since `refused_since` with `errcode`, for the address of `address_hash` alone, until `try_again_at`;
    `refusals` counts how often it became so.
    """

    __tablename__ = "ways"
    # Serves finding the ways to a destination.
    __table_args__ = (UniqueConstraint("destination", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    destination: Mapped[str] = mapped_column(String(100))
    heard_at: Mapped[datetime | None]
    works_at: Mapped[datetime | None]
    refused_since: Mapped[datetime | None]
    try_again_at: Mapped[datetime | None]
    errcode: Mapped[int | None]
    why: Mapped[str | None] = mapped_column(String(200))
    address_hash: Mapped[str | None] = mapped_column(String(80))
    refusals: Mapped[int] = mapped_column(default=0)
