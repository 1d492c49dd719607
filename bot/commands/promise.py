"""/承诺: by when the unit says it will be done."""

from __future__ import annotations

from actions import unit_work
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from bot.words import word_of
from models.ticket import Ticket
from rules.promised_time import passed_time, promised_time
from texts import answers


@command("承诺", "promise", action="promise", example="/承诺 4512 明天下午", labels={"when": "时间"})
def promise(call: Call, ticket: Ticket, when: str) -> str:
    """承诺什么时候办完，到时提醒。"""
    desk = call.desk
    share = unit_work.share_of(desk, ticket, call.speaker.department_id)
    found = promised_time(when, desk.now, desk.rules.zone)
    gone = passed_time(when, desk.now, desk.rules.zone) if found is None else None
    if gone is not None:
        raise Refusal("promise_in_past", ticket_no=ticket.ticket_no, at=gone)
    if found is None:
        raise Refusal("no_time_read", text=when, example=promise.example)
    late = unit_work.promise(desk, ticket, share, call.source(), found.at, word_of(desk, ticket, when))
    return answers.promised(desk, ticket, found.at, late)
