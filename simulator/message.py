"""What is seen in a chat, and what the platform swallowed instead of showing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from simulator.attachments import Attachment


class Via(StrEnum):
    """How a message came into the chat."""

    PERSON = "person"
    PUSH_KEY = "push_key"
    APP = "app"
    ANSWER = "answer"
    RESPONSE_URL = "response_url"
    AIBOT = "aibot"


# Senders that are no person.
AIBOT, APP, PUSH = "aibot", "app", "push"


@dataclass(frozen=True)
class Message:
    """One bubble; `number` orders the bubbles, `at` is the simulator's clock, `desk_at` the product's when known."""

    id: str
    number: int
    chat: str
    sender: str
    text: str
    via: Via
    at: datetime
    msgtype: str = "text"
    mentions: tuple[str, ...] = ()
    quote: str | None = None
    card: dict[str, Any] | None = None
    desk_at: datetime | None = None
    body: dict[str, Any] = field(default_factory=dict, repr=False)
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Drop:
    """A message the platform answered with errcode 0 and never showed; `reason` is "rate" or "duplicate"."""

    reason: str
    chat: str
    text: str
    at: datetime
