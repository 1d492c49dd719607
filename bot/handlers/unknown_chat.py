"""Keeps the bot to /绑定 and /帮助 in a group that nobody has bound to units yet."""

from __future__ import annotations

from bot.call import Call
from bot.commands import NAMES, table
from rules.command_line import read_command
from rules.name_resolution import Exact, resolve_name
from texts import people

_ALLOWED = frozenset({"绑定", "帮助"})


def handle(call: Call) -> str | None:
    """Answer anything else in an unbound group with whom to ask."""
    if call.is_direct or call.group is not None:
        return None
    line = read_command(call.message.text, call.desk.rules.bot_names, known_names=NAMES)
    found = resolve_name(line.name, table()) if line else None
    return None if isinstance(found, Exact) and found.name in _ALLOWED else people.unbound_group()
