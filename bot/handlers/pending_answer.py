"""Reads a message as the answer to the bot's last question to that person in that chat."""

from __future__ import annotations

from typing import Protocol

from actions import questions
from bot.call import Call
from bot.choice_answers import choose_command, choose_ticket
from bot.commands.assign import WHICH_LEAD
from bot.contact_answers import contact_before_done
from bot.desk_answers import correct_what, which_lead, which_number, why_replied, why_sent_back
from bot.done_answers import asks_done_again, confirm_done
from bot.meant_command import MEANT_COMMAND, run_meant
from bot.question_answers import answers_a_colleague
from bot.request_answers import request_lacks, which_request, which_unit
from models.question import Question


class _Answering(Protocol):
    def __call__(self, call: Call, question: Question, *, is_last_word: bool) -> str | None: ...


_ANSWERS: dict[str, _Answering] = {
    "which_command": choose_command,
    "which_ticket": choose_ticket,
    "confirm_done": confirm_done,
    "contact_before_done": contact_before_done,
    "which_request": which_request,
    "which_unit": which_unit,
    "request_lacks": request_lacks,
    "which_number": which_number,
    "correct_what": correct_what,
    "why_replied": why_replied,
    "why_sent_back": why_sent_back,
    WHICH_LEAD: which_lead,
    MEANT_COMMAND: run_meant,
}


def handle(call: Call) -> str | None:
    """Answer the pending question (or a colleague's), if the message does; everything else passes."""
    question = questions.pending(call.desk, call.message)
    if question is None:
        return (asks_done_again(call) or answers_a_colleague(call)) if call.is_unit_speaker else None
    # A unit's quote comes this far only when it is of what was asked.
    is_quoted = call.is_unit_speaker and bool(call.quoted.numbers)
    is_last_word = is_quoted or questions.is_last_word(call.desk, call.message, question)
    answer = _ANSWERS[question.kind](call, question, is_last_word=is_last_word)
    # The answer may have put the next question, which stays.
    if answer is not None and questions.pending(call.desk, call.message) is question:
        questions.close(call.desk, call.message)
    return answer
