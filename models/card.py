"""What is remembered of a card with buttons that went to a person, and of every tap on it that did something."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base
from models.sealing import SealedJson, SealedText

OPEN = text("closed_at IS NULL")


class Card(Base):
    """One card in one direct chat; it is open until what it asks for is settled. Machine time but for `closed_at`.

    `code` may change the card once; the sending gives the first one, every tap another. `shown` are the fields it was
    made of; `request_state` is the state of the request it asks to decide.
    """

    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("task_id"),
        # Serves the look at what open cards ask for: whether it is settled.
        Index("ix_cards_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        # Serves the message whose sending gives the first code.
        Index("ix_cards_message_id", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[str] = mapped_column(String(128))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    kind: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(20))
    userid: Mapped[str] = mapped_column(String(64))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clocks.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id"))
    request_state: Mapped[str | None] = mapped_column(String(12))
    rota_change_id: Mapped[int | None]
    backlog_id: Mapped[int | None]
    shown: Mapped[dict[str, Any]] = mapped_column(SealedJson("cards.shown"))
    buttons: Mapped[list[Any]]
    code: Mapped[str | None] = mapped_column(SealedText("cards.code"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_as: Mapped[str | None] = mapped_column(String(200))


class CardTap(Base):
    """A tap that did something: the same key of the same card by the same person does it once."""

    __tablename__ = "card_taps"
    __table_args__ = (UniqueConstraint("card_id", "key", "userid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    key: Mapped[str] = mapped_column(String(40))
    userid: Mapped[str] = mapped_column(String(64))
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inbox.id"))
    tapped_at: Mapped[datetime]
