"""Builds the JSON bodies of what we send, each within the bytes its channel takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.ports import SAME_BYTES_DROPPED_FOR, Channel, Wire
from bot.wecom.byte_limits import cut_to_bytes, split_to_bytes
from bot.wecom.cards import marked
from bot.wecom.foreign_text import harmless
from rules.userids import userid_key

# Source: WeCom pages 99110 (group), 90236 (app), 101463 (AI bot) and 101138 (response_url).
GROUP_TEXT_BYTES = 2048
APP_TEXT_BYTES = 2048
AIBOT_MARKDOWN_BYTES = 20480
RESPONSE_MARKDOWN_BYTES = 20480
DUPLICATE_CHECK_SECONDS = int(SAME_BYTES_DROPPED_FOR.total_seconds())
REPEAT_MARK = "（补发）"
# What stands above or below a text when it is sent again (the marks below) finds room in every message.
_MARKS_BYTES = 64
_TEXT_BYTES = {
    Channel.PUSH_KEY: GROUP_TEXT_BYTES,
    Channel.APP: APP_TEXT_BYTES,
    Channel.AIBOT: AIBOT_MARKDOWN_BYTES,
}
# What can be marked when it is sent again.
_MARKED = {(Channel.PUSH_KEY, "text"), (Channel.APP, "text"), (Channel.AIBOT, "markdown")}


def parts_of(channel: Channel, text: str, about: str = "") -> list[str]:
    """Return a text in as many parts as its channel needs; the one late answer is never more than one.

    `about` is the number of the ticket that a text speaks of.
    """
    limit = _TEXT_BYTES.get(channel)
    return [text] if limit is None else split_to_bytes(harmless(text), limit - _MARKS_BYTES, about)


def group_text(text: str, mention_userids: Sequence[str] = ()) -> dict[str, Any]:
    """Return a group's text push, cut when too long; only `mention_userids` are called by it."""
    return _group_text(cut_to_bytes(harmless(text), GROUP_TEXT_BYTES), mention_userids)


def app_text(userid: str, text: str, agent_id: int) -> dict[str, Any]:
    """Return a direct message of the app, cut when too long; the platform drops an identical one for 30 minutes."""
    return _app_text(userid, cut_to_bytes(harmless(text), APP_TEXT_BYTES), agent_id)


def aibot_markdown(chat_id: str, text: str, *, is_group: bool) -> dict[str, Any]:
    """Return the AI bot's own message to a group (its chat id as heard) or a person (the userid), cut when too long.

    It can @ nobody: `<@userid>` would be shown as it is written.
    """
    content = cut_to_bytes(harmless(text), AIBOT_MARKDOWN_BYTES)
    return {
        "chatid": chat_id,
        "chat_type": 2 if is_group else 1,
        "msgtype": "markdown",
        "markdown": {"content": content},
    }


def response_markdown(text: str) -> dict[str, Any]:
    """Return the one late answer to a message of the AI bot, cut when too long."""
    content = cut_to_bytes(harmless(text), RESPONSE_MARKDOWN_BYTES)
    return {"msgtype": "markdown", "markdown": {"content": content}}


def app_card(userid: str, card: Mapping[str, Any], agent_id: int) -> dict[str, Any]:
    """Return a card of the app for one person; the platform drops an identical one for 30 minutes."""
    return _to_one(userid, agent_id) | {"msgtype": "template_card", "template_card": dict(card)}


def aibot_card(userid: str, card: Mapping[str, Any]) -> dict[str, Any]:
    """Return the AI bot's card for one person's single chat."""
    return {"chatid": userid, "chat_type": 1, "msgtype": "template_card", "template_card": dict(card)}


def group_card(card: Mapping[str, Any]) -> dict[str, Any]:
    """Return a group's card by its push key, which calls nobody."""
    return {"msgtype": "template_card", "template_card": dict(card)}


def card_update(userid: str, card: Mapping[str, Any], agent_id: int, code: str) -> dict[str, Any]:
    """Return what changes a card that the app has sent; the code works once."""
    return {"userids": [userid], "agentid": agent_id, "response_code": code, "template_card": dict(card)}


def file_body(channel: Channel, address: str, media_id: str, agent_id: int | None, *, is_group: bool) -> dict[str, Any]:
    """Return a file, uploaded before for this channel, as a group or one person gets it."""
    file = {"msgtype": "file", "file": {"media_id": media_id}}
    match channel:
        case Channel.APP if agent_id is not None:
            return _to_one(address, agent_id) | file
        case Channel.AIBOT:
            return {"chatid": address, "chat_type": 2 if is_group else 1, **file}
        case Channel.PUSH_KEY:
            return file
        case _:
            raise ValueError(f"no files by {channel}")


def is_file(wire: Wire) -> bool:
    """Tell whether a message is a file."""
    return wire.body.get("msgtype") == "file"


def is_card(wire: Wire) -> bool:
    """Tell whether a message is a card that has a twin in plain words."""
    return wire.body.get("msgtype") == "template_card" and wire.twin is not None


def is_card_update(wire: Wire) -> bool:
    """Tell whether it changes a card instead of saying something."""
    return "response_code" in wire.body


def in_plain_words(wire: Wire) -> Wire:
    """Return a person's card as the text that is its twin."""
    text = wire.twin or ""
    match wire.channel:
        case Channel.APP:
            body = app_text(wire.address, text, int(wire.body["agentid"]))
        case _:
            body = aibot_markdown(wire.address, text, is_group=False)
    return Wire(wire.channel, wire.address, body)


def mark_as_repeat(wire: Wire, said_at: str | None = None) -> Wire:
    """Return a push or the app's message as it is sent again after an unknown outcome.

    It begins with （补发）, or with what it repeats when that was said at another hour, still within its bytes. The
    late answer stays as it is: its address works only once.
    """
    kind = str(wire.body.get("msgtype"))
    if kind == "template_card":
        return replace(wire, body={**wire.body, kind: marked(wire.body[kind], REPEAT_MARK)})
    if (wire.channel, kind) not in _MARKED:
        return wire
    limit = _TEXT_BYTES[wire.channel]
    part, mark = wire.body[kind], f"（补发{said_at}的消息）" if said_at else REPEAT_MARK
    return replace(wire, body={**wire.body, kind: {**part, "content": cut_to_bytes(mark + part["content"], limit)}})


def mark_as_another(wire: Wire, count: int) -> Wire:
    """Return a direct message as the `count`th in the same words: the platform is not to take it for a repeat."""
    if is_file(wire):
        # A file bears no mark: it is told apart by not being checked, and its bytes are others all the same.
        return replace(wire, body={**wire.body, "enable_duplicate_check": 0, "duplicate_check_interval": count})
    part = wire.body["text"]
    mark = f"\n（第{count}次通知）"
    content = cut_to_bytes(part["content"], APP_TEXT_BYTES - len(mark.encode())) + mark
    return replace(wire, body={**wire.body, "text": {**part, "content": content}})


def _group_text(content: str, mention_userids: Sequence[str]) -> dict[str, Any]:
    text: dict[str, Any] = {"content": content}
    if named := _named(mention_userids):
        text["mentioned_list"] = named
    return {"msgtype": "text", "text": text}


def _app_text(userid: str, content: str, agent_id: int) -> dict[str, Any]:
    return _to_one(userid, agent_id) | {"msgtype": "text", "text": {"content": content}}


def _to_one(userid: str, agent_id: int) -> dict[str, Any]:
    if "|" in userid or userid.startswith("@"):
        raise ValueError("a direct message goes to one person")
    return {
        "touser": userid,
        "agentid": agent_id,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": DUPLICATE_CHECK_SECONDS,
    }


def _named(userids: Sequence[str]) -> list[str]:
    # "@all" in the list would call the whole group, so whatever begins like it never gets there.
    once: dict[str, str] = {}
    for userid in userids:
        once.setdefault(userid_key(userid), userid)
    return [userid for userid in once.values() if userid and not set(userid) & set("@<>|\n")]
