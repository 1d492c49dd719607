"""What the commands of the long connection do once a bot is subscribed (WeCom pages 101463 and 101836 to 101838)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from simulator import card as cards
from simulator.attachments import Attachment
from simulator.city import City, StoredFile, direct_chat
from simulator.interactions import CARD_TAP, ENTER_CHAT, MESSAGE, STREAM_WINDOW, Interaction
from simulator.message import AIBOT, Via
from simulator.refusal import Refused, within

MARKDOWN_BYTES = 20480
MEDIA = ("file", "image", "voice", "video")
SOCKET_OWNER = "aibot"

Command = Callable[[City, str, dict[str, Any]], dict[str, Any] | None]


def respond(city: City, req_id: str, body: dict[str, Any]) -> None:
    """Answer a message: one card, markdown or file, or the frames of one stream until it is finished."""
    msgtype, now = body.get("msgtype"), city.clock()
    if msgtype != "stream" and msgtype not in ("markdown", "template_card", *MEDIA):
        raise Refused(40008)
    asked = city.interactions.answerable(req_id, MESSAGE, now)
    if msgtype == "stream":
        _stream(city, asked, body, now)
        return
    if asked.stream_id:
        raise Refused(846606)
    text, card = _content(city, body)
    _count(city, asked.chat, now)
    cards.claim_task(city.used_tasks, AIBOT, card)
    _show(city, asked, body, text, card)
    asked.settle(text)


def welcome(city: City, req_id: str, body: dict[str, Any]) -> None:
    """Greet somebody who opened the single chat, within five seconds."""
    if body.get("msgtype") not in ("text", "template_card"):
        raise Refused(40008)
    asked = city.interactions.answerable(req_id, ENTER_CHAT, city.clock())
    text, card = _content(city, body, also_text=True)
    _count(city, asked.chat, city.clock())
    _show(city, asked, body, text, card)
    asked.settle(text)


def update(city: City, req_id: str, body: dict[str, Any]) -> None:
    """Change the card that was tapped, within five seconds; its task_id stays."""
    if body.get("response_type") != "update_template_card":
        raise Refused(40008)
    asked = city.interactions.answerable(req_id, CARD_TAP, city.clock())
    card = cards.checked(body.get("template_card"))
    if card.get("task_id") != asked.task_id:
        raise Refused(40058, "template_card.task_id")
    if asked.message is not None:
        city.change(asked.message.id, card=card, text=cards.readable(card))
    asked.settle(cards.readable(card))


def send(city: City, _req_id: str, body: dict[str, Any]) -> None:
    """Say something of one's own accord, where somebody talked to the bot before."""
    msgtype, now = body.get("msgtype"), city.clock()
    if msgtype not in ("markdown", "template_card", *MEDIA) or "mentioned_list" in _part(body, str(msgtype)):
        raise Refused(40008)
    chat = _addressed(city, str(body.get("chatid", "")), body.get("chat_type", 0))
    if msgtype == "template_card" and not chat.startswith(f"{AIBOT}:"):
        raise Refused(40008)
    text, card = _content(city, body)
    _count(city, chat, now)
    cards.claim_task(city.used_tasks, AIBOT, card)
    city.show(chat, AIBOT, text, Via.AIBOT, msgtype=msgtype, card=card, body=body, files=_files(city, body))


def begin_upload(city: City, _req_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Open an upload."""
    now = city.clock()
    if city.upload_minute.is_full(SOCKET_OWNER, now) or city.upload_hour.is_full(SOCKET_OWNER, now):
        raise Refused(846607)
    upload_id = city.uploads.begin(body, now)
    city.upload_minute.take(SOCKET_OWNER, now)
    city.upload_hour.take(SOCKET_OWNER, now)
    return {"upload_id": upload_id}


def add_chunk(city: City, _req_id: str, body: dict[str, Any]) -> None:
    """Take one chunk."""
    city.uploads.add(body, city.clock())


def finish_upload(city: City, _req_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Put the file together and return its media_id."""
    upload, content = city.uploads.finish(body, city.clock())
    media_id, now = secrets.token_urlsafe(24), city.clock()
    city.files[media_id] = StoredFile(upload.name, content, SOCKET_OWNER, now, upload.kind)
    return {"type": upload.kind, "media_id": media_id, "created_at": str(int(now.timestamp()))}


COMMANDS: dict[str, Command] = {
    "aibot_respond_msg": respond,
    "aibot_respond_welcome_msg": welcome,
    "aibot_respond_update_msg": update,
    "aibot_send_msg": send,
    "aibot_upload_media_init": begin_upload,
    "aibot_upload_media_chunk": add_chunk,
    "aibot_upload_media_finish": finish_upload,
}


def _stream(city: City, asked: Interaction, body: dict[str, Any], now: datetime) -> None:
    stream = _part(body, "stream")
    stream_id, is_last = str(stream.get("id") or ""), bool(stream.get("finish"))
    if not stream_id:
        raise Refused(40058, "stream.id")
    if asked.stream_id and asked.stream_id != stream_id:
        raise Refused(846606)
    if asked.stream_began_at and now - asked.stream_began_at > STREAM_WINDOW:
        raise Refused(846608)
    # Each frame replaces the text, an empty last one wipes it.
    text = str(stream.get("content") or "")
    if len(text.encode()) > MARKDOWN_BYTES:
        raise Refused(45002, f"max {MARKDOWN_BYTES} bytes")
    _count(city, asked.chat, now)
    if asked.shown_id:
        city.change(asked.shown_id, text=text, body=body)
    else:
        asked.stream_id, asked.stream_began_at = stream_id, now
        asked.shown_id = _show(city, asked, body, text, None)
    if is_last:
        asked.settle(text)


def _show(city: City, asked: Interaction, body: dict[str, Any], text: str, card: dict[str, Any] | None) -> str:
    kind = "markdown" if body["msgtype"] == "stream" else str(body["msgtype"])
    about = {"msgtype": kind, "card": card, "body": body, "files": _files(city, body)}
    return city.show(asked.chat, AIBOT, text, Via.ANSWER, **about).id


def _content(city: City, body: dict[str, Any], *, also_text: bool = False) -> tuple[str, dict[str, Any] | None]:
    msgtype = str(body["msgtype"])
    part = _part(body, msgtype)
    if msgtype == "markdown" or (also_text and msgtype == "text"):
        return within(str(part.get("content") or ""), MARKDOWN_BYTES), None
    if msgtype == "template_card":
        card = cards.checked(part)
        return cards.readable(card), card
    return f"[{msgtype}] {_sent_file(city, body).name}", None


def _sent_file(city: City, body: dict[str, Any]) -> StoredFile:
    msgtype = str(body["msgtype"])
    return city.sent_file(str(_part(body, msgtype).get("media_id", "")), msgtype, SOCKET_OWNER)


def _files(city: City, body: dict[str, Any]) -> tuple[Attachment, ...]:
    return _sent_file(city, body).shown() if body["msgtype"] in MEDIA else ()


def _part(body: dict[str, Any], name: str) -> dict[str, Any]:
    part = body.get(name)
    return part if isinstance(part, dict) else {}


def _addressed(city: City, chat_id: str, chat_type: Any) -> str:
    """Return the chat of an address, whose case matters; refuses 93006 for a stranger or an unheard chat."""
    group = city.world.group(chat_id) if chat_type in (0, 2, None) else None
    person = city.world.person(chat_id) if chat_type in (0, 1, None) else None
    if group is not None and group.ai_bot:
        chat = group.chat_id
    elif person is not None and person.userid == chat_id:
        chat = direct_chat(AIBOT, person.userid)
    else:
        raise Refused(93006)
    if chat not in city.spoken_in:
        raise Refused(93006)
    return chat


def _count(city: City, chat: str, now: datetime) -> None:
    if city.chat_minute.is_full(chat, now) or city.chat_hour.is_full(chat, now):
        raise Refused(846607)
    city.chat_minute.take(chat, now)
    city.chat_hour.take(chat, now)
