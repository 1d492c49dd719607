"""The one question the bot has put to a person in a chat and waits to have answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base
from models.sealing import SealedJson


class Question(Base):
    """A pending question with its numbered choices; a newer one in the same chat closes it.

    `overtaken_at`: the bot has said something else to that person since. Machine time but for `asked_desk_at`.
    """

    __tablename__ = "questions"
    # Serves the pending question of a person in a chat.
    __table_args__ = (Index("ix_questions_userid_chat_key_id", "userid", "chat_key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    userid: Mapped[str] = mapped_column(String(64))
    chat_key: Mapped[str] = mapped_column(String(140))
    kind: Mapped[str] = mapped_column(String(30))
    asked_at: Mapped[datetime]
    asked_desk_at: Mapped[datetime]
    overtaken_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]] = mapped_column(SealedJson("questions.facts"))
