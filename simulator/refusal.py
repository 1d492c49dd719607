"""The platform's error answers, with the words of its global table of codes (WeCom page 90313)."""

from __future__ import annotations

from typing import Any

WORDS = {
    -1: "system busy",
    40001: "invalid credential",
    40004: "invalid media type",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40029: "invalid code",
    40032: "invalid openid list size",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    40063: "some parameters are empty",
    40123: "invalid image format",
    41001: "access_token missing",
    41016: "title missing",
    41005: "media data missing",
    42001: "access_token expired",
    43012: "callback url is not set",
    42045: "template card card_action missing or invalid",
    44001: "empty media data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45009: "api freq out of limit",
    47001: "data format error",
    48006: "api forbidden for this app",
    60011: "no privilege to access/modify contact/party/agent",
    60020: "not allow to access from your ip, from ip: 127.0.0.1",
    60111: "userid not found",
    60140: "response_code invalid, used or expired",
    81013: "user & party & tag all invalid",
    82001: "touser, toparty and totag are all empty",
    93000: "invalid webhook url, hint: robot key",
    93006: "invalid chatid",
    301002: "not allow to operate another agent",
    846604: "reply window expired",
    846605: "invalid req_id",
    846606: "already responded",
    846607: "send message frequency limit exceeded",
    846608: "stream message update expired",
    846609: "websocket not subscribed",
    853000: "invalid bot_id or secret",
}


class Refused(Exception):
    """The platform says no with this errcode."""

    def __init__(self, errcode: int, hint: str = "") -> None:
        super().__init__(errcode)
        self.errcode = errcode
        self.hint = hint


def refusal_body(refused: Refused) -> dict[str, Any]:
    """Return the JSON of a refusal."""
    words = WORDS.get(refused.errcode, "error")
    return {"errcode": refused.errcode, "errmsg": f"{words}, {refused.hint}" if refused.hint else words}


def within(text: str, limit_bytes: int) -> str:
    """Return text that is there and not longer than `limit_bytes` of UTF-8; refuses 44004 and 45002."""
    if not text.strip():
        raise Refused(44004)
    if len(text.encode()) > limit_bytes:
        raise Refused(45002, f"max {limit_bytes} bytes")
    return text
