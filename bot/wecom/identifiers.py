"""What may name a message, a person or a chat: short enough to be stored, and nothing that breaks a database."""

from __future__ import annotations

USERID_LENGTH = 64
CHAT_ID_LENGTH = 128
MESSAGE_ID_LENGTH = 200
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"


def without_nul(text: str) -> str:
    """Return what people wrote without NUL, which no client shows and PostgreSQL cannot store."""
    return text.replace("\x00", "")
