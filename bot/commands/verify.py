"""/初核: the caller was phoned before the order is handed on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from actions import calls, clocks, questions, signing
from actions.hiding import masked_words
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from rules.checked_words import in_plain_check
from rules.stages import Stage
from texts import answers

Verdict = Literal["属实", "不符", "未接通", "夜间"]


@command("初核", "verify", action="verify", example="/初核 4512 属实 10:18", spoken=in_plain_check)
def verify(call: Call, ticket: Ticket, verdict: Verdict, at: datetime | None = None, note: str | None = None) -> str:
    """打电话核对社区、内容、地址后告诉我结果。"""
    desk, source = call.desk, call.source()
    note = masked_words(call.desk, ticket, note) if note else None
    if signing.is_checked_later(desk, ticket):
        return _later(call, ticket, verdict, at, note)
    match verdict:
        case "属实":
            event = signing.verify_true(desk, ticket, source, at, note)
        case "不符":
            signing.verify_wrong(desk, ticket, source, at, note)
            return _ask_what(call, ticket)
        case _:
            event = signing.verify_unreached(desk, ticket, source, at, note, by_night=verdict == "夜间")
    next_try_at = calls.next_try_at(desk, ticket, "verify")
    late = clocks.was_missed(desk, ticket, Stage.VERIFY)
    when = answers.When(event.occurred_at, is_stated=at is not None, was_late=late)
    return answers.verified(desk, ticket, verdict, when, next_try_at=next_try_at)


def _later(call: Call, ticket: Ticket, verdict: Verdict, at: datetime | None, note: str | None) -> str:
    """The order has gone on; only the call that was planned is answered for."""
    desk = call.desk
    signing.check_later(desk, ticket, call.source(), verdict, at, note)
    if verdict == "不符":
        return _ask_what(call, ticket)
    next_try_at = calls.next_try_at(desk, ticket, "verify")
    return answers.checked_later(desk, ticket, verdict, next_try_at)


def _ask_what(call: Call, ticket: Ticket) -> str:
    questions.ask(call.desk, call.message, "correct_what", {"ticket_id": ticket.id})
    return answers.verify_what(call.desk, ticket)
