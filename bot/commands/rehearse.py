"""/提醒预览: every reminder to come."""

from __future__ import annotations

from datetime import timedelta

from actions import rehearsing
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from rules.promised_time import promised_time
from texts import rehearsal


@command(
    "提醒预览", "rehearse", "演练", action="rehearse", example="/提醒预览 4512 到 明天", labels={"until": "到 时间"}
)
def rehearse(call: Call, ticket: Ticket, until: str | None = None) -> str:
    """看这件工单往后会在什么时候提醒谁。"""
    desk = call.desk
    named = promised_time((until or "").removeprefix("到").strip(), desk.now, desk.rules.zone) if until else None
    end = named.at if named else max(ticket.deadline_at or desk.now, desk.now) + timedelta(hours=2)
    return "\n".join(rehearsal.rehearsal_on_a_phone(desk, ticket, rehearsing.foresee(desk, ticket, end), end))
