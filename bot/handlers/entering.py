"""Greets whoever opens the chat, and stays silent at events that say nothing."""

from __future__ import annotations

from bot.call import Call
from rules.chat import MessageKind
from texts import people


def handle(call: Call) -> str | None:
    """Answer events; messages pass."""
    if call.message.kind is MessageKind.ENTER_CHAT:
        return people.greeting(call.speaker.name)
    if call.message.event == "add_to_chat":
        return people.unbound_group() if call.group is None else people.here_again()
    if call.message.kind is MessageKind.EVENT:
        return ""
    return None
