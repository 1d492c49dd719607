"""Answers commands: `/签收 4512`, `／签收`, `@催办助手 签收 4512`."""

from __future__ import annotations

import re

from actions import questions
from actions.refusals import Refusal
from bot.call import Call
from bot.commands import NAMES, TABLE, by_name
from bot.refused import refused_to
from rules.bundling import numbered
from rules.command_line import CommandLine, read_bare, read_command
from rules.half_width import half_width
from rules.name_resolution import Choices, Exact, Nearest, resolve_name
from rules.permissions import Denied, DenyCode, may
from texts import people, replies

_ASKS_FOR_HELP = re.compile(
    r"(?:使用)?(?:帮助|帮忙|说明书?)|help|(?:你|这个?|机器人|催办助手)*(?:是?怎么用|咋用|如何使用|怎么使用|怎样用|有什么功能|能干[嘛吗啥什么]+)[啊呀呢的吗]*[?!。.~]*",
    re.IGNORECASE,
)


def handle(call: Call) -> str | None:
    """Run the command a message is; speech passes. Raises Refusal for a name that is none."""
    line = read_command(
        call.message.text, call.desk.rules.bot_names, allow_bare=not call.is_unit_speaker, known_names=NAMES
    )
    if line is None and not call.is_unit_speaker:
        line = read_bare(call.text, NAMES, call.desk.rules.number_patterns)
    if line is None and _ASKS_FOR_HELP.fullmatch(half_width(call.text).strip()):
        line = CommandLine("帮助", "", ())
    if line is None:
        return None
    match resolve_name(line.name, TABLE):
        case Exact(name):
            return _run(call, name, line)
        case Choices(names):
            return _among(call, [name for name in names if _is_for(call, name)], line)
        case Nearest(name) if _is_for(call, name):
            raise Refusal("unknown_command", nearest=by_name(name).usage)
    raise Refusal("unknown_command", nearest=None)


def _is_for(call: Call, name: str) -> bool:
    """Nobody is offered a command that their role never has."""
    verdict = may(call.actor, by_name(name).action, call.place)
    return not (isinstance(verdict, Denied) and verdict.code is DenyCode.NOT_YOUR_ROLE)


def _among(call: Call, names: list[str], line: CommandLine) -> str:
    if not names:
        raise Refusal("unknown_command", nearest=None)
    return _run(call, names[0], line) if len(names) == 1 else _ask_which(call, names, line.rest)


def _run(call: Call, name: str, line: CommandLine) -> str:
    """Run a command; the number that it lacks may follow by itself."""
    try:
        return by_name(name).run(call, line)
    except Refusal as refused:
        if refused.code != "which_ticket" or call.is_unit_speaker:
            raise
        questions.ask(call.desk, call.message, "which_number", {"name": name, "rest": line.rest})
        return refused_to(call, refused)


def _ask_which(call: Call, names: list[str], rest: str) -> str:
    facts = {"names": names, "rest": rest, "quote": call.message.quote_text}
    questions.ask(call.desk, call.message, "which_command", facts)
    lines = numbered([f"/{name}　{by_name(name).summary}" for name in names])
    return "\n".join([people.which_command(), *lines, replies.how_to_choose("command")])
