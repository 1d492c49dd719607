"""/回访: the citizen was called back."""

from __future__ import annotations

from typing import Literal

from actions import calls, follow_up
from actions.hiding import masked_words
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import answers

Verdict = Literal["满意", "基本满意", "不满意", "未接通"]
Solved = Literal["已解决", "部分解决", "未解决"]


@command("回访", "followup", action="followup", example="/回访 4512 满意 已解决")
def followup(
    call: Call, ticket: Ticket, verdict: Verdict, solved: Solved | None = None, note: str | None = None
) -> str:
    """回访诉求人后告诉我结果；不满意或未解决会退回单位。"""
    desk, source = call.desk, call.source()
    note = masked_words(call.desk, ticket, note) if note else None
    if verdict == "未接通":
        event, tries = follow_up.unreached(desk, ticket, source, note)
        next_try_at = calls.next_try_at(desk, ticket, "follow_up")
        return answers.follow_up_unreached(desk, ticket, tries, next_try_at, is_counted=event.facts["is_counted"])
    if solved is None and verdict != "不满意":
        raise Refusal("incomplete", usage=followup.usage, example=followup.example, missing="已解决、部分解决或未解决")
    if verdict == "不满意" or solved != "已解决":
        unit = ticket.lead_unit.name if ticket.lead_unit else None
        _event, due_at = follow_up.unsatisfied(desk, ticket, source, verdict, solved or "未解决", note)
        return answers.sent_back(desk, ticket, unit, due_at)
    follow_up.satisfied(desk, ticket, source, verdict, note)
    return answers.followed_up(desk, ticket, verdict)
