"""Says that nothing was understood, and what to do; the bot never guesses."""

from __future__ import annotations

from bot.call import Call
from texts import people


def handle(call: Call) -> str | None:
    """Answer what nobody else could read."""
    return people.not_understood(is_unit=call.is_unit_speaker)
