"""What the platform's own directory says of the people of ours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base


class Contact(Base):
    """The last answer about one person, by the userid's key; machine time. It gives and takes no rights.

    `status` as the platform numbers it: 1 active, 2 disabled, 4 not activated, 5 left. `errcode` is set where the app
    may not read the person. `looked_at` is None where something has changed since.
    """

    __tablename__ = "contacts"

    userid_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(64))
    departments: Mapped[list[int] | None] = mapped_column(JSON)
    status: Mapped[int | None]
    errcode: Mapped[int | None]
    gone_since: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
