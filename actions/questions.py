"""Puts one short question to a person in a chat and remembers it until it is answered or too old."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from actions.desk import Desk
from models.person import Person
from models.queries import deliveries, people
from models.queries import machinery as queries
from models.question import Question
from rules.chat import ChatMessage

# A bare "1" counts as an answer only this long after the question.
ANSWER_WITHIN = timedelta(minutes=10)
MEANT = "meant"
# What an agent was asked is answered in words that nothing else is said in.
_IN_WORDS_WITHIN = timedelta(minutes=30)
# What whoever of the unit knows it may answer, in plain words.
_OF_THE_UNIT = ("contact_before_done", "confirm_done")
_IN_WORDS = frozenset({"which_number", "correct_what", "why_replied", "why_sent_back"})


def chat_key(message: ChatMessage) -> str:
    """Return the name of the conversation a message belongs to."""
    return f"group:{message.chat_id}" if message.chat_id else f"{message.source}:{message.sender}"


def ask(desk: Desk, message: ChatMessage, kind: str, facts: dict[str, Any]) -> Question:
    """Remember a question to the sender of a message; it replaces an older one in the same chat."""
    queries.close_questions(desk.session, message.sender, chat_key(message), desk.real_now)
    question = Question(
        userid=message.sender,
        chat_key=chat_key(message),
        kind=kind,
        asked_at=desk.real_now,
        asked_desk_at=desk.now,
        facts=facts,
    )
    desk.session.add(question)
    desk.session.flush()
    return question


def pending(desk: Desk, message: ChatMessage) -> Question | None:
    """Return the question the sender of a message may still be answering."""
    question = queries.pending_question(desk.session, message.sender, chat_key(message))
    if question is None:
        return None
    within = _IN_WORDS_WITHIN if question.kind in _IN_WORDS else ANSWER_WITHIN
    return question if desk.real_now - question.asked_at <= within else None


def of_colleague(desk: Desk, message: ChatMessage, speaker: Person) -> Question | None:
    """Return what somebody of the speaker's unit was asked in this group of done or contact, if it is the last word."""
    if message.chat_id is None or speaker.department_id is None:
        return None
    question = queries.last_question_of_unit(desk.session, speaker.department_id, chat_key(message))
    if question is None or question.closed_at is not None or question.kind not in _OF_THE_UNIT:
        return None
    is_fresh = desk.real_now - question.asked_at <= ANSWER_WITHIN
    return question if is_fresh and is_last_word(desk, message, question) else None


def last_asked(desk: Desk, message: ChatMessage, kind: str) -> Question | None:
    """Return the last question of a kind to the sender of a message here, answered or not, unless it is too old."""
    question = queries.last_question(desk.session, message.sender, chat_key(message), kind)
    return question if question is not None and desk.real_now - question.asked_at <= ANSWER_WITHIN else None


def unanswered(desk: Desk, message: ChatMessage) -> Question | None:
    """Return the last question to the sender of a message when it was never answered, however long ago it was."""
    return queries.pending_question(desk.session, message.sender, chat_key(message))


def is_last_word(desk: Desk, message: ChatMessage, question: Question) -> bool:
    """Tell whether nothing else was said to that person in that chat since; only then a bare 1 or 没有 answers it."""
    return question.overtaken_at is None and not was_told_since(desk, message, question.asked_desk_at)


def was_told_since(desk: Desk, message: ChatMessage, since: datetime) -> bool:
    """Tell whether anything was pushed to where a message was written after a desk moment."""
    if message.chat_id is None:
        destination = f"user:{message.sender}"
    else:
        group = people.group_by_chat(desk.session, message.chat_id)
        destination = f"group:{group.id}" if group else ""
    return deliveries.was_told_since(desk.session, destination, since)


def overtake(desk: Desk, question: Question) -> None:
    """Note that something else was said to the person asked."""
    question.overtaken_at = question.overtaken_at or desk.real_now


def teach(question: Question, meant: str) -> None:
    """Keep with a question what its answer says the words asked about meant: an example for the next training."""
    question.facts = {**question.facts, MEANT: meant}


def end(desk: Desk, question: Question) -> None:
    """Forget a question that was answered by somebody else."""
    question.closed_at = desk.real_now


def close(desk: Desk, message: ChatMessage) -> None:
    """Forget what was asked of the sender of a message in this chat."""
    queries.close_questions(desk.session, message.sender, chat_key(message), desk.real_now)
