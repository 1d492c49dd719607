"""Finds who speaks and where, before anything of the message is read."""

from __future__ import annotations

from dataclasses import replace

from actions import audiences
from actions.desk import Desk
from bot.call import Call
from models.group import Group
from models.person import Person
from models.queries import people as queries
from rules.chat import ChatMessage
from rules.command_line import strip_mention
from rules.permissions import Actor, Chat, Place
from rules.quoted_push import split_written_quote
from rules.userids import is_same

_LONGEST_QUOTED = 8000


def call_of(desk: Desk, message: ChatMessage, inbox_id: int) -> Call | None:
    """Return the message with its speaker and place; None when the speaker is not in the directory."""
    speaker = queries.person(desk.session, message.sender)
    if speaker is None:
        return None
    group = queries.group_by_chat(desk.session, message.chat_id) if message.chat_id else None
    message = _with_written_quote(message)
    text, _mentioned = strip_mention(message.text, desk.rules.bot_names)
    return Call(desk, message, inbox_id, text, speaker, actor_of(desk, speaker), place_of(desk, message, group), group)


def _with_written_quote(message: ChatMessage) -> ChatMessage:
    """Some clients write the quote into the text, 「…」 over a dashed line; then the words are those below it."""
    written = split_written_quote(message.text) if len(message.text) <= _LONGEST_QUOTED else None
    if written is None or message.quote_text:
        return message
    quote, words = written
    return replace(message, text=words, quote_text=quote)


def actor_of(desk: Desk, person: Person) -> Actor:
    """Return a person as the permission table sees them."""
    duty = audiences.agent_on_duty(desk)
    return Actor(
        userid=person.userid,
        roles=frozenset(person.roles),
        department_id=person.department_id,
        on_duty=duty is not None and is_same(duty.userid, person.userid),
    )


def place_of(desk: Desk, message: ChatMessage, group: Group | None) -> Place:
    """Return where a message was written, as the permission table sees it."""
    if message.chat_id is None:
        return Place(Chat.DIRECT)
    if group is None:
        return Place(Chat.UNKNOWN)
    return Place(Chat(group.kind), frozenset(queries.departments_in_group(desk.session, group.id)))
