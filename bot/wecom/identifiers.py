"""What may name a message, a person or a chat: short enough to be stored, and nothing that breaks a database."""

from __future__ import annotations

import re

USERID_LENGTH = 64
CHAT_ID_LENGTH = 128
MESSAGE_ID_LENGTH = 200
PRINTABLE = r"^[^\x00-\x1f\x7f\ufffd]*$"
# Read from left to right, so that a backslash which is itself escaped begins no character.
_ESCAPED = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def as_written(text: str) -> str:
    """Return what people wrote without NUL, which no client shows and PostgreSQL cannot store, and halves."""
    return text.replace("\x00", "").replace("\ufffd", "")


def with_whole_characters(json_text: bytes) -> bytes:
    """Return JSON with a mark in place of each half of a character, as clients leave them where they cut an emoji."""
    return _ESCAPED.sub(lambda found: rb"\ufffd" if found["half"] else found[0], json_text)
