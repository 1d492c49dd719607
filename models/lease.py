"""Who alone may do what only one process may do at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base


class Lease(Base):
    """A right that one holder has at a time. `token` grows with each holder, `beats` with each renewal.

    Others tell a dead holder by a row that does not change; `renewed_at` (machine time) is only for people to read.
    """

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    holder: Mapped[str] = mapped_column(String(200))
    token: Mapped[int]
    beats: Mapped[int]
    renewed_at: Mapped[datetime]
