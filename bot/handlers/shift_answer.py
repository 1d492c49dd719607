"""Takes an agent's plain words in direct chat for the answer to what the rota asks: 接班, 同意, 请假 明天早班."""

from __future__ import annotations

import re

from actions import changing_shifts, handing_over
from bot.call import Call
from bot.commands import by_name
from bot.plain_answers import plain_words
from rules.command_line import CommandLine
from rules.guards import is_question
from rules.permissions import Role
from rules.receipts import says_in_place, says_taken_over
from rules.short_answers import says_yes
from texts import shift_changes as texts

_AGREES = re.compile(r"我?同意(?:换班?|了)?")
# Words that say yes to anything agree only to the one thing that is asked.
_SAYS_YES = re.compile(r"可以的?|可以换|换吧")
_DECLINES = re.compile(
    r"(?:我?不(?:同意|行|可以|换)(?:换班?|了)?|拒绝|换不了)"
    r"(?:[,，。;；\s](?!.*(?:同意|可以|也行|[换改]|[0-9])).{1,20})?"
)
_LEAVE = re.compile(r"我?(?:想|要)?请假\s+\S.*")


def handle(call: Call) -> str | None:
    """Answer the one question of the rota that is open for an agent; everything else passes."""
    if Role.AGENT not in call.actor.roles or not _may_be_of_the_rota(call):
        return None
    plain = plain_words(call.text)
    if not call.is_direct:
        return _run(call, "交班", "接班") if says_in_place(plain) and _is_awaited(call) else None
    if _LEAVE.fullmatch(plain) and not is_question(plain):
        return _run(call, "换班", plain)
    if says_in_place(plain) and ("接班" in plain or _is_awaited(call)):
        return _run(call, "交班", "接班")
    agrees, declines = _AGREES.fullmatch(plain), _DECLINES.fullmatch(plain)
    is_yes = says_yes(plain) or _SAYS_YES.fullmatch(plain) is not None
    if not (agrees or declines or is_yes or says_taken_over(plain)):
        return None
    asked = changing_shifts.asked_of(call.desk, call.speaker.userid)
    if asked and (agrees or declines):
        return _run(call, "换班", "同意" if agrees else "不同意")
    waits = _is_awaited(call)
    if waits and not asked and says_taken_over(plain):
        return _run(call, "交班", "接班")
    if asked and is_yes:
        return texts.which_is_meant(call.desk, asked, call.speaker.userid) if waits else _run(call, "换班", "同意")
    return None


def _may_be_of_the_rota(call: Call) -> bool:
    """Tell whether it is said to the bot itself, or where the hand-over is posted; a quote must be of that."""
    is_there = call.is_direct or (call.group is not None and call.group.kind == "desk")
    return is_there and (not call.message.quote_text or "接班" in call.message.quote_text)


def _is_awaited(call: Call) -> bool:
    return handing_over.waits_for(call.desk, call.speaker.userid)


def _run(call: Call, name: str, rest: str) -> str:
    return by_name(name).run(call, CommandLine(name, rest, tuple(rest.split())))
