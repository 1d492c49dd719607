"""/更正: what an order says is put right."""

from __future__ import annotations

import re

from actions import correcting
from actions.correcting_caller import CALLER_FIELDS, SECRECY, reads_secrecy
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from bot.permitting import permit
from models.ticket import Ticket
from rules.half_width import half_width
from rules.permissions import Denied, may
from texts import answers

# As platforms and people call what is corrected.
_ALSO_CALLED = {"类别": "分类", "问题分类": "分类", "问题类别": "分类", "诉求分类": "分类"}
_OTHER_NUMBER = re.compile(
    r"\s*(?P<tail>(?:热线-)?[-0-9A-Za-z]*)\s*的?\s*(?:工单)?(?:编号|单号|工单号)\s*(?:更?改?[为成是]|[:=])?\s*[^\s一-鿿].*"
)


def refuse_other_number(rest: str) -> None:
    """Raise Refusal when the number itself is to be corrected, which no order can."""
    if found := _OTHER_NUMBER.fullmatch(half_width(rest)):
        raise Refusal("number_is_firm", tail=found["tail"])


@command(
    "更正",
    "correct",
    action="correct",
    example="/更正 4512 地址 云杉里6号楼",
    labels={"field_and_value": "项目 内容"},
    first=refuse_other_number,
    names_others=True,
)
def correct(call: Call, ticket: Ticket, field_and_value: str) -> str:
    """更正社区、地址、分类、标题、内容、类型、紧急程度、敏感、时限、截止、派单时间、来电人、联系电话或保密。"""
    field, _, value = field_and_value.strip().partition(" ")
    if not re.search(r"\w", value):
        raise Refusal("incomplete", usage=correct.usage, example=correct.example, missing="内容")
    return correct_field(call, ticket, field, value)


def correct_field(call: Call, ticket: Ticket, field: str, value: str) -> str:
    """Correct one field of an order and word the answer; who called is named in direct chat only. Raises Refusal."""
    field = _ALSO_CALLED.get(field, field)
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
