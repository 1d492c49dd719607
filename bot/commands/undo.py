"""/撤销: one's own last action is taken back."""

from __future__ import annotations

from actions import clocks
from actions import undo as undoing
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import answers
from texts.event_facts import taken_back
from texts.names import STATES


@command("撤销", "undo", action="undo", example="/撤销 4512")
def undo(call: Call, ticket: Ticket | None = None) -> str:
    """撤销自己10分钟内的上一步操作。"""
    desk = call.desk
    target, event = undoing.undo_last(desk, call.source(), ticket)
    what = "直办" if event.facts["by_desk"] else taken_back(event)
    due = clocks.next_due(desk, target)
    return answers.undone(desk, target, what, STATES[target.state], due)
