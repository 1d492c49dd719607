"""/撤销: one's own last action is taken back."""

from __future__ import annotations

from actions import clocks
from actions import undo as undoing
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import answers


@command("撤销", "undo", action="undo", example="/撤销 4512")
def undo(call: Call, ticket: Ticket | None = None) -> str:
    """撤销自己10分钟内的上一步操作。"""
    desk = call.desk
    target, event = undoing.undo_last(desk, call.source(), ticket)
    due = clocks.next_due(desk, target, call.speaker.department_id)
    return answers.undone(desk, target, event, due, in_group=not call.is_direct)
