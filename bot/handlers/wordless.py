"""Answers pictures, voices and files that come without a word saying what they are about."""

from __future__ import annotations

from bot.call import Call
from texts import people


def handle(call: Call) -> str | None:
    """Ask for words; messages with text pass."""
    return None if call.text.strip() else people.no_words(has_media=bool(call.message.media))
