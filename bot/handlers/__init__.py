"""The readers of one inbound message, in the order they are asked; the first answer wins."""

from __future__ import annotations

from collections.abc import Callable

from actions import contacts, gathering, questions, recognising
from actions.audiences import administrators
from actions.desk import Desk
from actions.first_day import quotes_bring_nothing
from actions.refusals import Refusal
from bot.asking_done import with_questions
from bot.call import Call
from bot.handlers import (
    alert_receipt,
    ask,
    command,
    entering,
    evidence,
    explicit_numbers,
    first_day,
    greeting,
    machine_text,
    only_open_ticket,
    oversized,
    pasted_order,
    pending_answer,
    practice,
    quoted_push,
    shift_answer,
    slip,
    unknown_chat,
    wrong_place,
)
from bot.practising import with_guidance
from bot.refused import refused_to
from bot.speaking import call_of
from bot.tapping import answer_tap
from rules.chat import ChatMessage, MessageKind
from rules.pasted_order import shows_caller
from texts import people
from texts.direct import in_direct
from texts.first_day import without_quote
from texts.intake import please_withdraw

Handler = Callable[[Call], str | None]

HANDLERS: tuple[Handler, ...] = (
    oversized.handle,  # what no person types is not parsed at all
    entering.handle,  # somebody opens the chat: greet, nothing to read
    machine_text.handle,  # the bot's own words sent back must never move a ticket
    first_day.handle,  # a trial push that came out in a group nobody bound is what it is to find out
    unknown_chat.handle,  # a group nobody bound: only /绑定 and /帮助 pass
    command.handle,  # before linking: "/办结 4512" is an order to the bot, not a reply
    alert_receipt.handle,  # a leader's 收到 is of what he was told in this chat
    evidence.handle,  # files without words, the word that ends them, the number asked for
    pasted_order.handle,  # an order has numbers in it, but is no reply about them
    wrong_place.handle,  # what a unit's command may not do here, its words may not either
    practice.handle,  # what is somebody else's exercise is moved by nobody
    slip.handle,  # what takes the last words back must not be read as new ones
    explicit_numbers.handle,  # a number in the text is the strongest evidence
    quoted_push.handle,  # then what the quote prints; a quote ends a pending question
    pending_answer.handle,  # then the bot's own last question
    shift_answer.handle,  # then what the rota asks an agent, who may have been asked by a push
    greeting.handle,  # a bare hello is about no ticket
    only_open_ticket.handle,  # then the only thing it can be about
    ask.handle,  # never guess
)


def answer_message(desk: Desk, message: ChatMessage, inbox_id: int) -> str:
    """Return the answer to a message, its effect done on the open session; '' = nothing to say.

    A refusal leaves nothing half done: its savepoint is rolled back before it is worded.
    """
    if message.about:
        contacts.note_change(desk, message)
        return ""
    if contacts.note_activity(desk, message):
        return ""
    if message.kind is MessageKind.CARD_CLICK:
        return answer_tap(desk, message, inbox_id, lambda typed: _answer(desk, typed, inbox_id))
    answer, _is_refused = _answer(desk, message, inbox_id)
    return f"{answer}\n{please_withdraw()}".strip() if _shows_caller(desk, message) else answer


def _answer(desk: Desk, message: ChatMessage, inbox_id: int) -> tuple[str, bool]:
    """Return the answer to words, and whether it refuses them."""
    call = call_of(desk, message, inbox_id)
    return (_to_stranger(desk, message), True) if call is None else _answer_to(call)


def _to_stranger(desk: Desk, message: ChatMessage) -> str:
    """Whom nobody knows is told whom to ask; what the platform reports by itself is said by nobody."""
    if message.kind is MessageKind.EVENT:
        return ""
    return people.stranger(administrators(desk), recognising.code_of(desk.session, message.sender))


def _answer_to(call: Call) -> tuple[str, bool]:
    desk, message = call.desk, call.message
    asked, gathered = questions.pending(desk, message), gathering.pending(desk, message)
    is_refused = False
    try:
        with desk.session.begin_nested():
            which = asked is not None and asked.kind == "which_ticket"
            answer = evidence.with_files(call, with_questions(call, _first_answer(call)), was_asked_which=which)
            answer = with_guidance(call, answer)
    except Refusal as refused:
        answer, is_refused = refused_to(call, refused), True
    if gathered is not None and gathering.pending(desk, message) is gathered and evidence.is_of_another(call):
        gathering.end(desk, message)
    if answer and asked is not None and questions.pending(desk, message) is asked:
        questions.overtake(desk, asked)
    if call.is_direct:
        answer = in_direct(answer)
    elif call.group and quotes_bring_nothing(desk, call.group.id):
        answer = without_quote(answer)
    return answer, is_refused


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
