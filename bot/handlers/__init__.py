"""The readers of one inbound message, in the order they are asked; the first answer wins."""

from __future__ import annotations

from collections.abc import Callable

from actions import questions
from actions.desk import Desk
from actions.refusals import Refusal
from bot.call import Call
from bot.handlers import (
    alert_receipt,
    ask,
    command,
    entering,
    explicit_numbers,
    machine_text,
    only_open_ticket,
    oversized,
    pasted_order,
    pending_answer,
    quoted_push,
    slip,
    unknown_chat,
    wordless,
    wrong_place,
)
from bot.refused import refused_to
from bot.speaking import call_of
from rules.chat import ChatMessage
from rules.pasted_order import shows_caller
from texts import people
from texts.direct import in_direct
from texts.intake import please_withdraw

Handler = Callable[[Call], str | None]

HANDLERS: tuple[Handler, ...] = (
    oversized.handle,  # what no person types is not parsed at all
    entering.handle,  # somebody opens the chat: greet, nothing to read
    machine_text.handle,  # the bot's own words sent back must never move a ticket
    unknown_chat.handle,  # a group nobody bound: only /绑定 and /帮助 pass
    command.handle,  # before linking: "/办结 4512" is an order to the bot, not a reply
    alert_receipt.handle,  # a leader's 收到 is of what he was told in this chat
    wordless.handle,  # pictures and files without words
    pasted_order.handle,  # an order has numbers in it, but is no reply about them
    wrong_place.handle,  # what a unit's command may not do here, its words may not either
    slip.handle,  # what takes the last words back must not be read as new ones
    explicit_numbers.handle,  # a number in the text is the strongest evidence
    quoted_push.handle,  # then what the quote prints; a quote ends a pending question
    pending_answer.handle,  # then the bot's own last question
    only_open_ticket.handle,  # then the only thing it can be about
    ask.handle,  # never guess
)


def answer_message(desk: Desk, message: ChatMessage, inbox_id: int) -> str:
    """Return the answer to a message, its effect done on the open session; '' = nothing to say.

    A refusal leaves nothing half done: its savepoint is rolled back before it is worded.
    """
    call = call_of(desk, message, inbox_id)
    answer = people.stranger() if call is None else _answer_to(call)
    return f"{answer}\n{please_withdraw()}".strip() if _shows_caller(desk, message) else answer


def _answer_to(call: Call) -> str:
    desk, message = call.desk, call.message
    asked = questions.pending(desk, message)
    try:
        with desk.session.begin_nested():
            answer = _first_answer(call)
    except Refusal as refused:
        answer = refused_to(call, refused)
    if answer and asked is not None and questions.pending(desk, message) is asked:
        questions.overtake(desk, asked)
    return in_direct(answer) if call.is_direct else answer


def _shows_caller(desk: Desk, message: ChatMessage) -> bool:
    """Whoever pastes an order with its caller into a group, wherever and to whatever end, is asked to withdraw it."""
    if message.chat_id is None or oversized.is_oversized(message.text):
        return False
    return shows_caller(message.text, desk.rules.number_patterns)


def _first_answer(call: Call) -> str:
    for handle in HANDLERS:
        answer = handle(call)
        if answer is not None:
            return answer
    return ""
