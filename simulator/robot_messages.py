"""Messages into groups by push key (WeCom page 99110) and the AI bot's one late answer (page 101138)."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from flask import request

from simulator import card as cards
from simulator.attachments import Attachment
from simulator.city import City
from simulator.message import AIBOT, PUSH, Via
from simulator.refusal import Refused, within
from simulator.world import Group

LIMIT_BYTES = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}
STREAM_BYTES = 20480
PICTURE_BYTES = 2 * 1024 * 1024
MENTION = re.compile(r"<@([^<>\s]+)>")
UNREAD = ("image", "news", "file", "voice")


def send(city: City, body: dict[str, Any]) -> dict[str, Any]:
    """Post into the key's group; refuses 93000, 40008, 44004, 45002 (bytes) and 45009 (21st within a minute)."""
    group = _group(city)
    msgtype = body.get("msgtype")
    part = body.get(msgtype) if isinstance(msgtype, str) else None
    text, card, files = _read(city, group, msgtype, part)
    key, now = str(group.webhook_key), city.clock()
    if city.key_minute.is_full(key, now):
        raise Refused(45009)
    city.key_minute.take(key, now)
    mentions = _mentions(city, msgtype, part, text)
    about = {"msgtype": msgtype, "mentions": mentions, "card": card, "files": files, "body": body}
    city.show(group.chat_id, PUSH, text, Via.PUSH_KEY, **about)
    return {}


def respond(city: City, body: dict[str, Any]) -> dict[str, Any]:
    """Show the one late answer to a callback, quoting what it answers; refuses 60140 after that or an hour."""
    code = request.args.get("response_code", "")
    asked = city.response_codes.look(code, city.clock())
    if asked is None:
        raise Refused(60140)
    msgtype, is_single = body.get("msgtype"), asked.chat.startswith("aibot:")
    card = None
    if msgtype == "markdown":
        text = within(str((body.get("markdown") or {}).get("content") or ""), STREAM_BYTES)
    elif msgtype == "template_card" and is_single:
        card = cards.checked(body.get("template_card"))
        text = cards.readable(card)
    else:
        raise Refused(40008)
    city.response_codes.use(code)
    quote = None if is_single else asked.text
    city.show(asked.chat, AIBOT, text, Via.RESPONSE_URL, msgtype=msgtype, quote=quote, card=card, body=body)
    return {}


def _group(city: City) -> Group:
    group = city.world.group_of_key(request.args.get("key", ""))
    if group is None:
        raise Refused(93000)
    return group


def _read(
    city: City, group: Group, msgtype: Any, part: Any
) -> tuple[str, dict[str, Any] | None, tuple[Attachment, ...]]:
    part = part if isinstance(part, dict) else {}
    if msgtype in LIMIT_BYTES:
        return within(str(part.get("content") or ""), LIMIT_BYTES[msgtype]), None, ()
    if msgtype == "template_card":
        card = cards.checked(part, cards.NOTICE_CARDS)
        return cards.readable(card), card, ()
    if msgtype not in UNREAD:
        raise Refused(40008)
    if msgtype == "image":
        _check_picture(part)
    if msgtype not in ("file", "voice"):
        return f"[{msgtype}]", None, ()
    stored = city.sent_file(str(part.get("media_id", "")), str(msgtype), str(group.webhook_key))
    return f"[{msgtype}] {stored.name}", None, stored.shown()


def _check_picture(part: dict[str, Any]) -> None:
    try:
        content = base64.b64decode(str(part.get("base64", "")), validate=True)
    except ValueError as error:
        raise Refused(40058, "image.base64") from error
    if hashlib.md5(content).hexdigest() != part.get("md5"):  # noqa: S324 (the platform chose it)
        raise Refused(40058, "image.md5")
    if len(content) > PICTURE_BYTES:
        raise Refused(45001)
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")):
        raise Refused(40123)


def _mentions(city: City, msgtype: Any, part: Any, text: str) -> tuple[str, ...]:
    if msgtype not in ("text", "markdown"):
        return ()
    listed = [str(name) for name in part.get("mentioned_list") or ()] if msgtype == "text" else []
    mobiles = set(part.get("mentioned_mobile_list") or ()) if msgtype == "text" else set()
    by_mobile = [p.userid for p in city.world.people if p.mobile in mobiles and p.mobile]
    everyone = ["@all"] if "@all" in mobiles else []
    return tuple(dict.fromkeys([*listed, *by_mobile, *everyone, *MENTION.findall(text)]))
