"""/帮助: what this person may do here."""

from __future__ import annotations

from bot.call import Call
from bot.commands.declare import Command, command
from bot.listing import visible_open
from rules.name_resolution import Exact, resolve_name
from rules.permissions import Allowed, may
from texts import help as texts
from texts.next_step import short


@command("帮助", "help", action="help", example="/帮助 签收", labels={"name": "命令"})
def help_(call: Call, name: str | None = None) -> str:
    """看您在这里能用的命令。"""
    from bot.commands import ALL, TABLE, by_name

    if name:
        match resolve_name(name.strip().lstrip("/／"), TABLE):
            case Exact(found):
                each = by_name(found)
                return texts.one(each.usage, each.summary, each.example, each.synonyms)
    # Of a unit 签收 means 受理, which stands in the list already.
    hidden = {"帮助", "签收"} if call.is_unit_speaker else {"帮助"}
    shown = [each for each in ALL if each.name not in hidden and _may(call, each)]
    return texts.listed(
        [(each.name, each.summary) for each in shown],
        example=_worked_example(call),
        unit=call.is_unit_speaker,
    )


def _worked_example(call: Call) -> str | None:
    """Return the next step of the speaker's most urgent ticket, when this command is theirs and may be sent here."""
    from bot.commands import by_name

    for ticket in (pressed.ticket for pressed in visible_open(call)):
        step = texts.next_step(short(call.desk, ticket), ticket.state, unit=call.is_unit_speaker)
        if step and _may(call, by_name(step[1:].split()[0])):
            return step
    return None


def _may(call: Call, each: Command) -> bool:
    return isinstance(may(call.actor, each.action, call.place, None), Allowed)
