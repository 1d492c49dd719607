"""/电话: the citizen's name and phone, to who may see them, with a line in the access log."""

from __future__ import annotations

from actions import revealing
from actions.hiding import masked
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import identity


@command(
    "电话",
    "caller",
    action="caller",
    example="/电话 4512 约上门时间",
    labels={"reason": "理由"},
    wrong_chat="direct_only",
)
def caller(call: Call, ticket: Ticket, reason: str | None = None) -> str:
    """看诉求人联系方式（只能私聊，查看留痕）。"""
    if ticket.confidential and not reason:
        raise Refusal("confidential_needs_reason", ticket_no=ticket.ticket_no)
    # The reason is read by others than the citizen and the viewer.
    reason = masked(ticket, reason) if reason else None
    shown = revealing.reveal(call.desk, ticket, call.source(), reason=reason, channel=str(call.message.source))
    return identity.card(call.desk, ticket, shown, viewer=call.speaker)
