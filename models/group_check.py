"""What has been tried in a group since its first day, and what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base


class GroupCheck(Base):
    """How far a group has been tried; desk time. A fact that nobody has shown yet is null.

    `code` is the word of the newest trial push, sent with the key of `key_hash`, which must come back from this very
    chat; `asked` is whom it has to @. `elsewhere` names the chat it came back from instead.
    """

    __tablename__ = "group_checks"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    robot_heard_at: Mapped[datetime | None]
    code: Mapped[str | None] = mapped_column(String(8), unique=True)
    key_hash: Mapped[str | None] = mapped_column(String(80))
    asked: Mapped[str | None] = mapped_column(String(64))
    pushed_at: Mapped[datetime | None]
    came_back_at: Mapped[datetime | None]
    elsewhere: Mapped[str | None] = mapped_column(String(100))
    at_works: Mapped[bool | None]
    quote_works: Mapped[bool | None]
    unquoted: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
