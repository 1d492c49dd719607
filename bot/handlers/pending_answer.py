"""Reads a message as the answer to the bot's last question to that person in that chat."""

from __future__ import annotations

from collections.abc import Callable

from actions import questions
from bot.call import Call
from bot.question_answers import (
    choose_command,
    choose_ticket,
    confirm_done,
    contact_before_done,
    correct_what,
)
from models.question import Question

_ANSWERS: dict[str, Callable[[Call, Question], str | None]] = {
    "which_command": choose_command,
    "which_ticket": choose_ticket,
    "confirm_done": confirm_done,
    "contact_before_done": contact_before_done,
    "correct_what": correct_what,
}


def handle(call: Call) -> str | None:
    """Answer the pending question, if the message does; everything else passes."""
    question = questions.pending(call.desk, call.message)
    if question is None:
        return None
    answer = _ANSWERS[question.kind](call, question)
    # The answer may have put the next question, which stays.
    if answer is not None and questions.pending(call.desk, call.message) is question:
        questions.close(call.desk, call.message)
    return answer
