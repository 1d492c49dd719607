"""Finds the way to a destination: a group's push key, the app, the AI bot's own push, or the one late answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from actions import attempts, ways
from actions.desk import Desk
from actions.inbox import message_of
from actions.ports import Channel, Wire
from actions.recognising import known_as
from bot.card_wires import to_card
from bot.wecom.bodies import aibot_markdown, app_text, group_text, mark_as_another, parts_of, response_markdown
from models.database import Session
from models.inbox import InboxRow
from models.queries import people as queries
from models.queries import ways as way_queries
from models.way import EVERYWHERE
from rules.chat import ChatKind, ChatMessage, Source
from rules.quoted_push import numbers_printed
from texts.calling import by_another_robot, called_in_words


class Said(Protocol):
    """What a route needs of a composed message."""

    @property
    def text(self) -> str: ...

    @property
    def mentions(self) -> tuple[str, ...]: ...

    @property
    def by_key_alone(self) -> bool: ...


@dataclass(frozen=True)
class Route:
    """The wires to a destination, one for each part of a text, or why there are none."""

    wires: tuple[Wire, ...]
    why: str = ""


@dataclass(frozen=True)
class _Way:
    """A way there is, before anybody knows whether it is open.

    `body` makes what goes on the wire of each part of `text`, told whether it is the first.
    """

    channel: Channel
    address: str
    text: str
    body: Callable[[str, bool], dict[str, Any]]


@dataclass(frozen=True)
class _Known:
    """What is known of the ways to whoever listens at a destination, and which channels are down for everybody."""

    listener: str
    rows: ways.Known
    down: set[str]


@dataclass(frozen=True)
class _Nothing:
    """No words: only whether there is a way is asked."""

    text: str = ""
    mentions: tuple[str, ...] = ()
    by_key_alone: bool = False


@dataclass(frozen=True)
class OpenWay:
    """A way to a destination that is not refused; `is_down` when nothing gets through on its channel for now."""

    channel: Channel
    address: str
    is_down: bool


def open_ways(desk: Desk, destination: str, agent_id: int | None) -> list[OpenWay]:
    """Return what leads to a destination and is not refused there, the best first."""
    known = _known(desk, destination)
    found, _why = _ways(desk, destination, _Nothing(), agent_id, known)
    return [OpenWay(way.channel, way.address, way.channel in known.down) for way in _open_ways(desk, found, known)]


def find_route(desk: Desk, destination: str, said: Said, agent_id: int | None) -> Route:
    """Return how to reach `group:<id>`, `user:<userid>`, `inbox:<id>` or `card:<id>`: the best open way.

    What the receiver's side refused is closed; a channel that is down is the last that is tried.
    """
    known = _known(desk, destination)
    found, why = _ways(desk, destination, said, agent_id, known)
    still_open = _open_ways(desk, found, known)
    if still_open:
        best = still_open[0]
        numbers = set(numbers_printed(best.text, desk.rules.number_patterns))
        parts = parts_of(best.channel, best.text, numbers.pop() if len(numbers) == 1 else "")
        bodies = [best.body(part, place == 0) for place, part in enumerate(parts)]
        return Route(tuple(Wire(best.channel, best.address, body) for body in bodies))
    return Route((), ways.REFUSED_BEFORE if found else why)


def has_another_way(desk: Desk, destination: str, agent_id: int | None, *, besides: Channel | None = None) -> bool:
    """Tell whether anything leads to a destination that is neither refused nor down, nor on the channel `besides`."""
    known = _known(desk, destination)
    found, _why = _ways(desk, destination, _Nothing(), agent_id, known)
    return any(way.channel not in {*known.down, besides} for way in _open_ways(desk, found, known))


def unlike_earlier(session: Session, wire: Wire, real_now: datetime) -> Wire:
    """Return the wire of a new message, marked when the platform would take it for one that has left and drop it."""
    told, count = wire, 1
    while attempts.is_taken_for_a_repeat(session, told, real_now):
        count += 1
        told = mark_as_another(wire, count)
    return told


def _known(desk: Desk, destination: str) -> _Known:
    listener = ways.listener(desk, destination)
    rows = way_queries.ways_to(desk.session, listener, EVERYWHERE)
    everywhere = [(channel, row) for (name, channel), row in rows.items() if name == EVERYWHERE]
    down = {channel for channel, row in everywhere if ways.is_refused(row, Channel(channel), "", desk.real_now)}
    return _Known(listener, rows, down)


def _open_ways(desk: Desk, found: list[_Way], known: _Known) -> list[_Way]:
    still_open = [
        way
        for way in found
        if not ways.is_refused(known.rows.get((known.listener, way.channel)), way.channel, way.address, desk.real_now)
    ]
    return sorted(still_open, key=lambda way: way.channel in known.down)


def _ways(desk: Desk, destination: str, said: Said, agent_id: int | None, known: _Known) -> tuple[list[_Way], str]:
    """Return the ways to a destination, the best first, and why there is none where there is none."""
    kind, _, name = destination.partition(":")
    match kind:
        case "group":
            return _to_group(desk, int(name), said, known)
        case "user":
            return _to_person(desk, name, said.text, agent_id, known)
        case "inbox":
            return _to_sender(desk, int(name), said, agent_id, known)
        case "card":
            return _to_card(desk, int(name), said, agent_id)
    return [], "unknown destination"


def _to_group(desk: Desk, group_id: int, said: Said, known: _Known) -> tuple[list[_Way], str]:
    group = queries.group(desk.session, group_id)
    if not group.is_active:
        return [], "the group has no push key"
    push, bot = list[_Way](), list[_Way]()
    if key := group.push_key:
        words = by_another_robot(said.text, next(iter(desk.rules.bot_names), None))
        # Once is enough to call somebody.
        push.append(
            _Way(Channel.PUSH_KEY, key, words, lambda part, first: group_text(part, said.mentions if first else ()))
        )
    if (chat_id := group.chat_id) and ways.bot_may_speak_in(desk, group, known.rows):
        named = _named_in_words(desk, said)
        bot.append(
            _Way(Channel.AIBOT, chat_id, named, lambda part, _first: aibot_markdown(chat_id, part, is_group=True))
        )
    if said.by_key_alone:
        return push, "the group has no push key"
    # Only a push key can @ anybody.
    return (push + bot if said.mentions else bot + push), "the group has no push key"


def _named_in_words(desk: Desk, said: Said) -> str:
    names = queries.names_of(desk.session, said.mentions) if said.mentions else {}
    return called_in_words(said.text, [names[userid] for userid in said.mentions if userid in names])


def _to_person(desk: Desk, userid: str, text: str, agent_id: int | None, known: _Known) -> tuple[list[_Way], str]:
    if queries.person(desk.session, userid) is None:
        return [], "no such person"
    found = []
    if agent_id is not None:
        found.append(_Way(Channel.APP, userid, text, lambda part, _first: app_text(userid, part, agent_id)))
    if ways.bot_may_speak_to(desk, userid, known.rows):
        found.append(
            _Way(Channel.AIBOT, userid, text, lambda part, _first: aibot_markdown(userid, part, is_group=False))
        )
    return found, "no app is configured"


def _to_sender(desk: Desk, inbox_id: int, said: Said, agent_id: int | None, known: _Known) -> tuple[list[_Way], str]:
    row, message = desk.session.get_one(InboxRow, inbox_id), message_of(desk.session, inbox_id)
    found, why = _after_the_callback(desk, known_as(desk.session, row.sender), message, said, agent_id, known)
    if message.response_url:
        url = message.response_url
        found.insert(0, _Way(Channel.RESPONSE_URL, url, said.text, lambda part, _first: response_markdown(part)))
    return found, why


def _to_card(desk: Desk, card_id: int, said: Said, agent_id: int | None) -> tuple[list[_Way], str]:
    wire = to_card(desk.session, card_id, said.text, agent_id)
    found = [_Way(wire.channel, wire.address, said.text, lambda _part, _first: wire.body)] if wire else []
    return found, "the card cannot be changed"


def _after_the_callback(
    desk: Desk, sender: str, message: ChatMessage, said: Said, agent_id: int | None, known: _Known
) -> tuple[list[_Way], str]:
    if message.chat_kind is ChatKind.DIRECT:
        found, why = _to_person(desk, sender, said.text, agent_id, known)
        # He is answered where he asked.
        return sorted(found, key=lambda way: (way.channel is Channel.AIBOT) != (message.source is Source.AIBOT)), why
    group = queries.group_by_chat(desk.session, message.chat_id or "")
    return _to_group(desk, group.id, said, known) if group else ([], "the chat is unknown")
