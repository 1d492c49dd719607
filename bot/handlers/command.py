"""Answers commands: `/签收 4512`, `／签收`, `@催办助手 签收 4512`."""

from __future__ import annotations

from actions.refusals import Refusal
from bot.call import Call
from bot.commands import NAMES, TABLE, by_name
from rules.command_line import read_command
from rules.name_resolution import Choices, Exact, Nearest, resolve_name


def handle(call: Call) -> str | None:
    """Run the command a message is; speech passes. Raises Refusal for a name that is none."""
    line = read_command(
        call.message.text, call.desk.rules.bot_names, allow_bare=not call.is_unit_speaker, known_names=NAMES
    )
    if line is None:
        return None
    match resolve_name(line.name, TABLE):
        case Exact(name):
            return by_name(name).run(call, line)
        case Choices(names):
            raise Refusal("several_commands", choices=[f"/{name}" for name in names])
        case Nearest(name):
            raise Refusal("unknown_command", nearest=by_name(name).example)
    raise Refusal("unknown_command", nearest=None)
