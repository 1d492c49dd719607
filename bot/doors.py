"""What a callback door must be able to do, whichever envelope it speaks."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from rules.chat import ChatMessage


class Door(Protocol):
    """One callback URL of the platform: opens what comes in and seals what goes back."""

    @property
    def mimetype(self) -> str:
        """Return the media type of a sealed answer."""
        ...

    def check_url(self, msg_signature: str, timestamp: str, nonce: str, echostr: str, now: datetime) -> bytes:
        """Return the plaintext that proves to the platform that the keys are ours."""
        ...

    def receive(self, msg_signature: str, timestamp: str, nonce: str, body: bytes, now: datetime) -> ChatMessage:
        """Open one callback; raises EnvelopeRefused."""
        ...

    def answer(self, message: ChatMessage, text: str, nonce: str, now: datetime) -> bytes | None:
        """Seal an answer in the form this message may get; None when it may get none."""
        ...
