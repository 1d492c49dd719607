"""/撤销: one's own last action is taken back."""

from __future__ import annotations

from actions import changing_shifts, deciding, questions
from actions import undo as undoing
from actions.refusals import Refusal
from bot.call import Call
from bot.commands.declare import command
from models.event import Event
from models.ticket import Ticket
from texts import answers, replies, shift_changes, unit_requests
from texts.next_step import next_due

# What is asked before a command does anything.
_BEFORE_ANYTHING = frozenset({"which_command", "meant_command", "which_number", "why_replied", "why_sent_back"})
_BEFORE_A_REQUEST = frozenset({"which_request", "which_unit", "request_lacks"})


@command("撤销", "undo", action="undo", example="/撤销 4512")
def undo(call: Call, ticket: Ticket | None = None) -> str:
    """撤销自己10分钟内的上一步操作。"""
    desk = call.desk
    if ticket is None and (kind := _drops_question(call)):
        return replies.nothing_done_yet() if kind in _BEFORE_ANYTHING else unit_requests.not_asked_any_more()
    if ticket is None and (change := changing_shifts.take_back(desk, call.source())) is not None:
        return shift_changes.answer_withdrawn(desk, change)
    target, event = _undone(call, ticket)
    due = next_due(desk, target, call.speaker.department_id)
    answer = answers.undone(desk, target, event, due, in_group=not call.is_direct)
    beside = undoing.done_beside(desk, call.speaker.userid, event)
    return answer + (answers.done_beside(desk, beside) if beside else "")


def _undone(call: Call, ticket: Ticket | None) -> tuple[Ticket, Event]:
    """Take the last action back; who prepared a request that is too old for this is told how to withdraw it."""
    try:
        return undoing.undo_last(call.desk, call.source(), ticket)
    except Refusal as refused:
        request = deciding.last_withdrawable(call.desk, call.speaker.userid, ticket)
        if request is None:
            raise
        raise Refusal(refused.code, **{**refused.facts, "request_id": request.id}) from refused


def _drops_question(call: Call) -> str | None:
    """Drop the question that was the last word when nothing was done before it: that is what is taken back."""
    asked = questions.pending(call.desk, call.message)
    if asked is None or asked.kind not in _BEFORE_ANYTHING | _BEFORE_A_REQUEST:
        return None
    if not questions.is_last_word(call.desk, call.message, asked):
        return None
    questions.close(call.desk, call.message)
    return asked.kind
