"""Greets back whoever only says hello, which is all a person has to do to be told things in the single chat."""

from __future__ import annotations

import re

from bot.call import Call
from rules.chat import Source
from texts import people

_HELLO = re.compile(
    r"(?:(?:你|您|大家)好|(?:早上|上午|中午|下午|晚上)好|在吗|在不在|hi|hello|哈喽|嗨)"
    r"[呀啊哈]?[\s,，。.!！~～?？]*",
    re.IGNORECASE,
)


def handle(call: Call) -> str | None:
    """Answer a bare hello; whatever says more passes."""
    if call.message.quote_text or not _HELLO.fullmatch(call.text.strip()):
        return None
    rules = call.desk.rules
    is_told_here = call.is_direct and call.message.source is Source.AIBOT and rules.bot_may_push and not rules.has_app
    return people.greeting(call.speaker.name, is_told_here=is_told_here)
