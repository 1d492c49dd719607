"""The encrypted ids under which the AI bot may hear people, and whom each belongs to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base


class OpenId(Base):
    """One encrypted id; machine time. It names a colleague as a userid does, so it is not sealed.

    `open_key` finds it whatever its case, `open_id` is as it was heard, for the platform reads it by its letters.
    `code` is what people call it by, who never see the id itself. `userid` is None while nobody knows whose it is;
    `bound_by` is the administrator who told, None where the platform did.
    """

    __tablename__ = "open_ids"

    id: Mapped[int] = mapped_column(primary_key=True)
    open_key: Mapped[str] = mapped_column(String(64), unique=True)
    open_id: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    # Serves finding the id that a person had before.
    userid: Mapped[str | None] = mapped_column(String(64), index=True)
    bound_by: Mapped[str | None] = mapped_column(String(64))
    heard_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    known_at: Mapped[datetime | None]
