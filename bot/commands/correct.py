"""/更正: what an order says is put right."""

from __future__ import annotations

from actions import correcting
from actions.correcting_caller import CALLER_FIELDS, SECRECY, reads_secrecy
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from bot.permitting import permit
from models.ticket import Ticket
from rules.permissions import Denied, may
from texts import answers


@command(
    "更正", "correct", action="correct", example="/更正 4512 地址 云杉里6号楼", labels={"field_and_value": "项目 内容"}
)
def correct(call: Call, ticket: Ticket, field_and_value: str) -> str:
    """更正社区、地址、分类、标题、内容、类型、紧急程度、时限、截止、派单时间、来电人、联系电话或保密。"""
    field, _, value = field_and_value.strip().partition(" ")
    if not value.strip():
        raise Refusal("incomplete", usage=correct.usage, example=correct.example, missing="内容")
    return correct_field(call, ticket, field, value)


def correct_field(call: Call, ticket: Ticket, field: str, value: str) -> str:
    """Correct one field of an order and word the answer; who called is named in direct chat only. Raises Refusal."""
    if field in CALLER_FIELDS and not call.is_direct:
        raise Refusal("caller_in_group", field=field)
    lifts = field == SECRECY and reads_secrecy(value) is False
    if lifts and isinstance(may(call.actor, "lift_secrecy", call.place), Denied):
        raise Refusal("secrecy_stays", ticket_no=ticket.ticket_no)
    permit(call, "lift_secrecy" if lifts else "correct_order", ticket, command="更正")
    was_urgent = ticket.is_urgent
    event, completed = correcting.correct(call.desk, ticket, call.source(), field, value)
    in_group = not call.is_direct
    return answers.corrected(call.desk, ticket, event, completed=completed, was_urgent=was_urgent, in_group=in_group)
