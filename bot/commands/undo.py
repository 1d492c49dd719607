"""/撤销: one's own last action is taken back."""

from __future__ import annotations

from actions import questions
from actions import undo as undoing
from bot.call import Call
from bot.commands.declare import command
from models.ticket import Ticket
from texts import answers, replies
from texts.next_step import next_due

# What is asked before a command does anything.
_BEFORE_ANYTHING = frozenset({"which_command", "which_number", "why_replied"})


@command("撤销", "undo", action="undo", example="/撤销 4512")
def undo(call: Call, ticket: Ticket | None = None) -> str:
    """撤销自己10分钟内的上一步操作。"""
    desk = call.desk
    if ticket is None and _drops_question(call):
        return replies.nothing_done_yet()
    target, event = undoing.undo_last(desk, call.source(), ticket)
    due = next_due(desk, target, call.speaker.department_id)
    return answers.undone(desk, target, event, due, in_group=not call.is_direct)


def _drops_question(call: Call) -> bool:
    """Drop the question that was the last word when nothing was done before it: that is what is taken back."""
    asked = questions.pending(call.desk, call.message)
    if asked is None or asked.kind not in _BEFORE_ANYTHING:
        return False
    if not questions.is_last_word(call.desk, call.message, asked):
        return False
    questions.close(call.desk, call.message)
    return True
