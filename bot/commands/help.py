"""/帮助: what this person may do here, or what a command or a word is about."""

from __future__ import annotations

from collections.abc import Sequence

from bot.call import Call
from bot.commands.declare import Command, command
from bot.commands.near_words import NEAR_WORDS
from bot.listing import visible_open
from bot.permitting import who_may
from bot.sounds import sound_of
from bot.suggesting import example_for, first_fitting, is_for
from models.queries import requests as queries
from rules.half_width import half_width
from rules.name_resolution import Choices, Exact, nearest_names, resolve_name
from rules.permissions import Allowed, may
from rules.requests import RequestState
from texts import help as texts
from texts.next_step import short

# A word that no help speaks of is looked for by two of its letters: 打不通电话 is found by 电话.
_PART = 2
# What is shown to whoever has no next step of their own.
_FOR_ANYBODY = ("催办", "查")


@command("帮助", "help", action="help", example="/帮助 签收", labels={"name": "命令或词"})
def help_(call: Call, name: str | None = None) -> str:
    """看您在这里能用的命令；写上词，找讲它的命令。"""
    return _about(call, half_width(name).strip().lstrip("/").strip()) if name else _everything(call)


def _everything(call: Call) -> str:
    shown = [each for each in _listed(call) if _may(call, each)]
    example = _worked_example(call, shown)
    return texts.listed(
        [(each.name, _summary(call, each)) for each in shown], example=example, unit=call.is_unit_speaker
    )


def _listed(call: Call) -> list[Command]:
    from bot.commands import ALL

    # Of a unit 签收 means 受理, which stands in the list already.
    hidden = {"帮助", "签收"} if call.is_unit_speaker else {"帮助"}
    return [each for each in ALL if each.name not in hidden]


def _about(call: Call, word: str) -> str:
    from bot.commands import by_name, table

    match resolve_name(word, table()):
        case Exact(found):
            return _one(call, by_name(found))
        case Choices(names):
            found_by = [by_name(name) for name in names]
        case _:
            near = nearest_names(word, sound_of(word), table())
            sure = [by_name(each.name) for each in near if each.is_sure]
            found_by = _speaking_of(call, word) or sure[:1] or _speaking_of_parts(call, word)
            found_by = found_by or [by_name(each.name) for each in near[:1]]
    mine = [each for each in found_by if _may(call, each)] or found_by[:1]
    if len(mine) == 1:
        return _one(call, mine[0])
    return texts.found([(each.name, _summary(call, each)) for each in mine])


def _speaking_of(call: Call, word: str) -> list[Command]:
    """Return the commands whose help speaks of a word, those that people call so first."""
    called = [each for each in _listed(call) if word in NEAR_WORDS.get(each.name, ())]
    return called + [each for each in _listed(call) if word in _help_of(each) and each not in called]


def _speaking_of_parts(call: Call, word: str) -> list[Command]:
    parts = {word[at : at + _PART] for at in range(len(word) - _PART + 1) if not word.isascii()}
    counted = [(sum(part in _help_of(each) for part in parts), each) for each in _listed(call)]
    most = max((count for count, _ in counted), default=0)
    return [each for count, each in counted if count == most and most > 0]


def _help_of(each: Command) -> str:
    """Return all that is said of a command, but not the words of its example."""
    return " ".join((each.name, *each.synonyms, *NEAR_WORDS.get(each.name, ()), each.summary, each.usage))


def _one(call: Call, each: Command) -> str:
    who = None if is_for(call, each) else who_may(call, each.action, each.name)
    return texts.one(each.usage, _summary(call, each), example_for(call, each), each.synonyms, who=who)


def _worked_example(call: Call, shown: Sequence[Command]) -> str | None:
    """Return what the speaker could send now: the next step of the most urgent ticket whose next step is theirs."""
    from bot.commands import by_name

    for ticket in (pressed.ticket for pressed in visible_open(call)):
        step = texts.next_step(short(call.desk, ticket), ticket.state, unit=call.is_unit_speaker)
        if step and by_name(step[1:].split()[0]) in shown:
            return step
    waiting = [each for each in queries.waiting_requests(call.desk.session) if each.state == RequestState.PREPARED]
    if waiting and by_name("同意") in shown:
        return f"/同意 {waiting[0].id}"
    for each in shown:
        if each.name in _FOR_ANYBODY and (fitting := first_fitting(call, each)):
            return f"/{each.name} {short(call.desk, fitting)}"
    return None


def _summary(call: Call, each: Command) -> str:
    return each.help_for(unit=call.is_unit_speaker)


def _may(call: Call, each: Command) -> bool:
    return isinstance(may(call.actor, each.action, call.place, None), Allowed)
