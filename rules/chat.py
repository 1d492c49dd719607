"""Neutral shapes of what is said in a chat, free of any platform's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ChatKind(StrEnum):
    """Where a message was written: a group, or a direct chat with the bot or the app."""

    GROUP = "group"
    DIRECT = "direct"


class MessageKind(StrEnum):
    """What a person sent; everything that is not one of these is OTHER and is answered with a hint."""

    TEXT = "text"
    MIXED = "mixed"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    LOCATION = "location"
    LINK = "link"
    CARD_CLICK = "card_click"
    ENTER_CHAT = "enter_chat"
    EVENT = "event"
    OTHER = "other"


class Source(StrEnum):
    """Through which door a message came in."""

    APP = "app"
    AIBOT = "aibot"
    ROBOT = "robot"


@dataclass(frozen=True)
class CardClick:
    """A tap on a card's button: which key of which task; `code` may change that card, once."""

    key: str
    task_id: str
    code: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class MediaRef:
    """A file a person sent, not fetched yet; `aes_key` is the key of this one file, where it has one of its own."""

    kind: MessageKind
    media_id: str | None = None
    url: str | None = field(default=None, repr=False)
    aes_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class ChatMessage:
    """One inbound message or event after decryption.

    `external_id` is the platform's identity of the message and the key against redelivery; for
    events of the app it is put together from user, time, event, key and task.
    `about` is the userid of whom an event of the platform's directory tells.
    `text` still carries a leading mention; `quote_text` is the text of the quoted message, if any;
    `has_quote` tells that something was quoted, which may have come without its text.
    `push_key` is that of the group robot which heard it, a secret.
    """

    source: Source
    external_id: str
    sender: str
    chat_kind: ChatKind
    kind: MessageKind
    text: str = ""
    chat_id: str | None = None
    quote_text: str | None = None
    has_quote: bool = False
    click: CardClick | None = None
    event: str | None = None
    media: tuple[MediaRef, ...] = field(default_factory=tuple)
    response_url: str | None = field(default=None, repr=False)
    push_key: str | None = field(default=None, repr=False)
    created_at: datetime | None = None
    about: str | None = None
