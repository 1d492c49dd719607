"""/初核: the caller was phoned before the order is handed on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from actions import clocks, questions, signing
from bot.call import Call
from bot.commands.declare import command
from bot.words import masked
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import Stage
from texts import answers

Verdict = Literal["属实", "不符", "未接通", "夜间"]


@command("初核", "verify", action="verify", example="/初核 4512 属实 10:18")
def verify(call: Call, ticket: Ticket, verdict: Verdict, at: datetime | None = None, note: str | None = None) -> str:
    """打电话核对社区、内容、地址后告诉我结果。"""
    desk, source = call.desk, call.source()
    note = masked(ticket, note) if note else None
    match verdict:
        case "属实":
            signing.verify_true(desk, ticket, source, at, note)
        case "不符":
            signing.verify_wrong(desk, ticket, source, at, note)
            questions.ask(desk, call.message, "correct_what", {"ticket_id": ticket.id})
            return answers.verify_what(ticket.ticket_no)
        case _:
            signing.verify_unreached(desk, ticket, source, at, note, by_night=verdict == "夜间")
    tasks = [task for task in queries.open_call_tasks(desk.session, ticket.id) if task.purpose == "verify"]
    next_try_at = tasks[0].next_try_at if tasks else None
    assign_by = clocks.due_of(desk, ticket, Stage.ASSIGN)
    return answers.verified(ticket.ticket_no, verdict, assign_by, desk.rules.zone, next_try_at=next_try_at)
