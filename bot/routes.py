"""Finds the way to a destination: a group's push key, the app's direct message, or the one late answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from actions import attempts
from actions.inbox import message_of
from actions.ports import Channel, Wire
from bot.wecom.bodies import app_text, group_text, mark_as_another, response_markdown
from models.database import Session
from models.inbox import InboxRow
from models.queries import people as queries
from rules.chat import ChatKind


class Said(Protocol):
    """What a route needs of a composed message."""

    @property
    def text(self) -> str: ...

    @property
    def mentions(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Route:
    """The wire to a destination, or why there is none."""

    wire: Wire | None
    why: str = ""


def find_route(session: Session, destination: str, said: Said, agent_id: int | None) -> Route:
    """Return how to reach `group:<id>`, `user:<userid>` or `inbox:<id>`."""
    kind, _, name = destination.partition(":")
    match kind:
        case "group":
            return _to_group(session, int(name), said)
        case "user":
            return _to_user(session, name, said.text, agent_id)
        case "inbox":
            return _to_sender(session, int(name), said, agent_id)
    return Route(None, "unknown destination")


def unlike_earlier(session: Session, wire: Wire, real_now: datetime) -> Wire:
    """Return the wire of a new message, marked when the platform would take it for one that has left and drop it."""
    told, count = wire, 1
    while attempts.is_taken_for_a_repeat(session, told, real_now):
        count += 1
        told = mark_as_another(wire, count)
    return told


def _to_group(session: Session, group_id: int, said: Said) -> Route:
    group = queries.group(session, group_id)
    if not group.is_active or not group.push_key:
        return Route(None, "the group has no push key")
    return Route(Wire(Channel.PUSH_KEY, group.push_key, group_text(said.text, said.mentions)))


def _to_user(session: Session, userid: str, text: str, agent_id: int | None) -> Route:
    if agent_id is None:
        return Route(None, "no app is configured")
    if queries.person(session, userid) is None:
        return Route(None, "no such person")
    return Route(Wire(Channel.APP, userid, app_text(userid, text, agent_id)))


def _to_sender(session: Session, inbox_id: int, said: Said, agent_id: int | None) -> Route:
    row = session.get_one(InboxRow, inbox_id)
    message = message_of(session, inbox_id)
    if message.response_url:
        return Route(Wire(Channel.RESPONSE_URL, message.response_url, response_markdown(said.text)))
    if message.chat_kind is ChatKind.DIRECT:
        return _to_user(session, row.sender, said.text, agent_id)
    group = queries.group_by_chat(session, message.chat_id or "")
    return _to_group(session, group.id, said) if group else Route(None, "the chat is unknown")
