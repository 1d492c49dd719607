"""/并单: one matter under two numbers goes on under one of them, once a supervisor agrees."""

from __future__ import annotations

import re

from actions.refusals import Refusal
from bot.asking_for import ask_for, read_wish
from bot.call import Call
from bot.commands.declare import command
from bot.naming import named_beside, ticket_words
from models.ticket import Ticket
from rules.requests import RequestKind

_INTO = re.compile(r"\s*(?:合并|并)?(?:到|入|至|进|给)?\s*")
_SAME = "同一诉求"


@command(
    "并单",
    "merge",
    action="merge",
    example="/并单 4512 到 4513",
    labels={"into": "到 另一件单号 [理由]"},
    names_others=True,
)
def merge(call: Call, ticket: Ticket, into: str | None = None) -> str:
    """申请并到另一件一起办，平台上仍要各自回复。"""
    rest = _INTO.sub("", into or "", count=1)
    words = ticket_words(call, rest)
    survivors = named_beside(call, words)
    if len(survivors) != 1:
        raise Refusal("merge_into_which", ticket_no=ticket.ticket_no, n=len(survivors))
    wish = read_wish(call.desk, ticket, RequestKind.MERGE, words.rest.strip() or _SAME)
    return ask_for(call, ticket, RequestKind.MERGE, wish, survivor=survivors[0])
