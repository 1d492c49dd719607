"""Remembers to which ticket the files go that a person sends next in a chat, or that he was asked which it is."""

from __future__ import annotations

from datetime import timedelta

from actions.desk import Desk
from actions.questions import chat_key
from models.queries import machinery as queries
from models.question import Question
from models.ticket import Ticket
from rules.chat import ChatMessage

GATHERED_FOR = timedelta(minutes=10)
_INTO, _WHICH = "files_into", "files_of_which"


def begin(desk: Desk, message: ChatMessage, ticket: Ticket) -> None:
    """Have the next files of the sender in this chat go to a ticket; every file that comes makes it last longer."""
    _note(desk, message, Question(kind=_INTO, facts={"ticket_id": ticket.id}))


def ask_which(desk: Desk, message: ChatMessage) -> None:
    """Remember that the sender of files was asked to which ticket they belong."""
    _note(desk, message, Question(kind=_WHICH, facts={}))


def into(desk: Desk, message: ChatMessage) -> Ticket | None:
    """Return the ticket to which the files of this chat go just now."""
    row = pending(desk, message)
    is_it = row is not None and row.kind == _INTO
    return desk.session.get(Ticket, row.facts["ticket_id"]) if is_it and row is not None else None


def goes_on(desk: Desk, message: ChatMessage) -> None:
    """Let it last from now on."""
    row = pending(desk, message)
    if row is not None:
        row.asked_at = desk.real_now


def is_asked_which(desk: Desk, message: ChatMessage) -> bool:
    """Tell whether the sender was asked to which ticket his files belong and has not said so."""
    row = pending(desk, message)
    return row is not None and row.kind == _WHICH


def end(desk: Desk, message: ChatMessage) -> None:
    """Files that come from now on go nowhere by themselves."""
    queries.close_questions(desk.session, message.sender, _key(message), desk.real_now)


def _note(desk: Desk, message: ChatMessage, row: Question) -> None:
    end(desk, message)
    row.userid, row.chat_key = message.sender, _key(message)
    row.asked_at, row.asked_desk_at = desk.real_now, desk.now
    desk.session.add(row)
    desk.session.flush()


def pending(desk: Desk, message: ChatMessage) -> Question | None:
    """Return what is remembered of the files of this chat and not too old."""
    row = queries.pending_question(desk.session, message.sender, _key(message))
    return row if row is not None and desk.real_now - row.asked_at <= GATHERED_FOR else None


def _key(message: ChatMessage) -> str:
    """Beside the chat's own questions, so that neither ends the other."""
    return f"{chat_key(message)}#files"
