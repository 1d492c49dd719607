"""Builds the JSON bodies of what we send, each within the bytes its channel takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.ports import SAME_BYTES_DROPPED_FOR, Channel, Wire
from bot.wecom.byte_limits import cut_to_bytes
from bot.wecom.foreign_text import harmless

# Source: WeCom pages 99110 (group), 90236 (app) and 101138 (response_url).
GROUP_TEXT_BYTES = 2048
APP_TEXT_BYTES = 2048
RESPONSE_MARKDOWN_BYTES = 20480
DUPLICATE_CHECK_SECONDS = int(SAME_BYTES_DROPPED_FOR.total_seconds())
REPEAT_MARK = "（补发）"


def group_text(text: str, mention_userids: Sequence[str] = ()) -> dict[str, Any]:
    """Return a group's text push, cut when too long; only `mention_userids` are called by it."""
    return _group_text(cut_to_bytes(harmless(text), GROUP_TEXT_BYTES), mention_userids)


def app_text(userid: str, text: str, agent_id: int) -> dict[str, Any]:
    """Return a direct message of the app, cut when too long; the platform drops an identical one for 30 minutes."""
    return _app_text(userid, cut_to_bytes(harmless(text), APP_TEXT_BYTES), agent_id)


def response_markdown(text: str) -> dict[str, Any]:
    """Return the one late answer to a message of the AI bot, cut when too long."""
    content = cut_to_bytes(harmless(text), RESPONSE_MARKDOWN_BYTES)
    return {"msgtype": "markdown", "markdown": {"content": content}}


def mark_as_repeat(wire: Wire) -> Wire:
    """Return `wire` as it is sent again after an unknown outcome.

    A group's push begins with （补发）, still within its bytes. Every other wire stays the same to the byte: the
    platform's duplicate check knows an app's message by that, and a response_url works only once.
    """
    if wire.channel is not Channel.PUSH_KEY or wire.body.get("msgtype") != "text":
        return wire
    part = wire.body["text"]
    if part["content"].startswith(REPEAT_MARK):
        return wire
    content = cut_to_bytes(REPEAT_MARK + part["content"], GROUP_TEXT_BYTES)
    return replace(wire, body={**wire.body, "text": {**part, "content": content}})


def mark_as_another(wire: Wire, count: int) -> Wire:
    """Return a direct message as the `count`th in the same words: the platform is not to take it for a repeat."""
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
    if "|" in userid or userid.startswith("@"):
        raise ValueError("a direct message goes to one person")
    return {
        "touser": userid,
        "agentid": agent_id,
        "msgtype": "text",
        "text": {"content": content},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": DUPLICATE_CHECK_SECONDS,
    }


def _named(userids: Sequence[str]) -> list[str]:
    # "@all" in the list would call the whole group, so whatever begins like it never gets there.
    return [userid for userid in dict.fromkeys(userids) if userid and not set(userid) & set("@<>|\n")]
