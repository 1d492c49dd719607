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
from texts import shift_changes as texts

_TAKEN = re.compile(r"(?:好的?|是的?)?[,，\s]*(?:我|来|已经?|确认)*接班[了啦吧]*")
_RECEIVED = re.compile(r"1|收到了?|好的?|可以|行|没问题|知道了|确认|嗯+|是的?|接了|已接")
_AGREES = re.compile(r"我?同意(?:换班?|了)?")
# Words that say yes to anything agree only to the one thing that is asked.
_SAYS_YES = re.compile(r"好的?|可以的?|行|没问题|可以换|换吧")
_DECLINES = re.compile(r"我?不(?:同意|行|可以|换)(?:换班?|了)?|拒绝|换不了")
_LEAVE = re.compile(r"我?(?:想|要)?请假\s+\S.*")


def handle(call: Call) -> str | None:
    """Answer the one question of the rota that is open for an agent; everything else passes."""
    if not call.is_direct or Role.AGENT not in call.actor.roles or call.message.quote_text:
        return None
    plain = plain_words(call.text)
    if _LEAVE.fullmatch(plain) and not is_question(plain):
        return _run(call, "换班", plain)
    if _TAKEN.fullmatch(plain):
        return _run(call, "交班", "接班")
    if not any(words.fullmatch(plain) for words in (_RECEIVED, _AGREES, _SAYS_YES, _DECLINES)):
        return None
    asked = changing_shifts.asked_of(call.desk, call.speaker.userid)
    waits = handing_over.waits_for(call.desk, call.speaker.userid)
    if asked and (_AGREES.fullmatch(plain) or _DECLINES.fullmatch(plain)):
        return _run(call, "换班", "同意" if _AGREES.fullmatch(plain) else "不同意")
    if waits and not asked and _RECEIVED.fullmatch(plain):
        return _run(call, "交班", "接班")
    if asked and _SAYS_YES.fullmatch(plain):
        return texts.which_is_meant(call.desk, asked, call.speaker.userid) if waits else _run(call, "换班", "同意")
    return None


def _run(call: Call, name: str, rest: str) -> str:
    return by_name(name).run(call, CommandLine(name, rest, tuple(rest.split())))
