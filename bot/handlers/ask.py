"""Says that nothing was understood, and what to do; the bot never guesses."""

from __future__ import annotations

from bot.call import Call
from bot.commands import by_name
from bot.desk_answers import names_only_tickets
from rules.command_line import CommandLine
from texts import people


def handle(call: Call) -> str | None:
    """Answer what nobody else could read; who sends a number alone wants to know how it stands."""
    if not call.is_unit_speaker and names_only_tickets(call):
        return by_name("查").run(call, CommandLine("查", call.text, ()))
    return people.not_understood(is_unit=call.is_unit_speaker)
