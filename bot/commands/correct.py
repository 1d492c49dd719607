"""/更正: what an order says is put right."""

from __future__ import annotations

from actions import correcting
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import answers


@command(
    "更正", "correct", action="correct", example="/更正 4512 地址 云杉里6号楼", labels={"field_and_value": "项目 内容"}
)
def correct(call: Call, ticket: Ticket, field_and_value: str) -> str:
    """更正社区、地址、分类、标题、内容、类型、紧急程度、时限或截止。"""
    field, _, value = field_and_value.strip().partition(" ")
    if not value.strip():
        raise Refusal("incomplete", usage=correct.usage, example=correct.example, missing="内容")
    _event, completed = correcting.correct(call.desk, ticket, call.source(), field, value)
    return answers.corrected(call.desk, ticket, field, completed=completed)
