"""Answers commands: `/签收 4512`, `／签收`, `@催办助手 签收 4512`."""

from __future__ import annotations

import re

from actions import questions
from actions.refusals import Refusal
from bot.call import Call
from bot.commands import NAMES, OTHER_WORDS, SHORT_FOR, by_name, table
from bot.meant_command import ask_whether_meant, ask_whether_unit
from bot.permitting import who_may
from bot.refused import refused_to
from bot.sounds import sound_of
from bot.suggesting import example_for, is_for, why_not_now, written_out
from rules.bundling import numbered
from rules.command_line import CommandLine, read_bare, read_command
from rules.half_width import half_width
from rules.name_resolution import Choices, Exact, nearest_names, resolve_name
from texts import choosing, people

_ASKS_FOR_HELP = re.compile(
    r"(?:使用)?(?:帮助|帮忙|说明书?)|help|(?:你|这个?|机器人|催办助手)*(?:是?怎么用|咋用|如何使用|怎么使用|怎样用|有什么功能|能干[嘛吗啥什么]+)[啊呀呢的吗]*[?!。.~]*",
    re.IGNORECASE,
)
# What nobody writes of the work itself.
_SHOWING = ("待办", "超时", "临期", "查", "状态", "时限", "为什么")
# Standing all alone; read as a report of the work they would file a request.
_NOT_OF_WORK = frozenset(
    "统计 考核 扣款 对账 日报 周报 月报 专报 突发 值班 交班 换班 系统状态 回复稿 巡检 电催 演练"
    " 提醒预览 已查看平台".split()
)
_ALONE = ("待办", "超时", "临期", "值班", "交班", "系统状态", "巡检", "已查看平台", "撤销", "试一下")


def handle(call: Call) -> str | None:
    """Run the command a message is; speech passes. Raises Refusal for a name that is none."""
    line = read_command(
        call.message.text,
        call.desk.rules.bot_names,
        allow_bare=not call.is_unit_speaker,
        known_names=(*NAMES, *SHORT_FOR),
        other_words=OTHER_WORDS,
    )
    line = line or _bare(call)
    if line is None and _ASKS_FOR_HELP.fullmatch(half_width(call.text).strip()):
        line = CommandLine("帮助", "", ())
    if line is None:
        return None
    if line.name in SHORT_FOR:
        name, word = SHORT_FOR[line.name]
        line = CommandLine(name, f"{word} {line.rest}".strip(), (word, *line.words))
    match resolve_name(line.name, table()):
        case Exact(name):
            return _run(call, name, line)
        case Choices(names):
            return _among(call, [name for name in names if is_for(call, by_name(name))], line)
        case _:
            return _asked_whether(call, line)


def _bare(call: Call) -> CommandLine | None:
    """Read 待办 and 查 4512 without a slash; of a unit only what shows and says nothing of the work."""
    names = _SHOWING if call.is_unit_speaker else NAMES
    word = half_width(call.text).strip(" /,.!?。~…")
    if call.is_unit_speaker and word in _NOT_OF_WORK:
        return CommandLine(word, "", ())
    alone = [name for name in names if name in _ALONE]
    if call.message.quote_text and call.text.strip() in names:
        return CommandLine(call.text.strip(), "", ())
    return read_bare(call.text, names, call.desk.rules.number_patterns, alone)


def _asked_whether(call: Call, line: CommandLine) -> str:
    """Ask whether the nearest command the speaker may use is meant, written out; raises Refusal where there is none."""
    near = nearest_names(line.name, sound_of(line.name), table())
    sure = [by_name(each.name) for each in near if each.is_sure]
    meant = next((each for each in sure or [by_name(one.name) for one in near] if is_for(call, each)), None)
    if meant is None:
        who = who_may(call, sure[0].action, sure[0].name) if sure else None
        raise Refusal("unknown_command", nearest=None, who=who)
    instead = why_not_now(call, meant, line.rest)
    nearest = f"/{meant.name}" if instead else written_out(call, meant, line.rest)
    refused = Refusal("unknown_command", nearest=nearest, instead=instead)
    if instead:
        raise refused
    ask_whether_meant(call, meant, line.rest)
    return refused_to(call, refused)


def _among(call: Call, names: list[str], line: CommandLine) -> str:
    if not names:
        raise Refusal("unknown_command", nearest=None)
    return _run(call, names[0], line) if len(names) == 1 else _ask_which(call, names, line.rest)


def _run(call: Call, name: str, line: CommandLine) -> str:
    """Run a command; the number that it lacks may follow by itself."""
    try:
        return by_name(name).run(call, line)
    except Refusal as refused:
        if "example" in refused.facts and refused.facts["example"] == by_name(name).example:
            refused.facts["example"] = example_for(call, by_name(name), line.rest)
        if ask_whether_unit(call, name, line.rest, refused):
            return refused_to(call, refused)
        if refused.code != "which_ticket" or call.is_unit_speaker:
            raise
        questions.ask(call.desk, call.message, "which_number", {"name": name, "rest": line.rest})
        return refused_to(call, refused)


def _ask_which(call: Call, names: list[str], rest: str) -> str:
    facts = {"names": names, "rest": rest, "quote": call.message.quote_text}
    questions.ask(call.desk, call.message, "which_command", facts)
    lines = numbered([f"/{name}　{by_name(name).help_for(unit=call.is_unit_speaker)}" for name in names])
    return "\n".join([people.which_command(), *lines, choosing.how_to_choose("command")])
