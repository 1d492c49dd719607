"""The AI bot's door: encrypted JSON to a ChatMessage, and the one answer each message may get."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.wecom.aibot_shapes import Bodies, Callback, Encrypted, Link
from bot.wecom.byte_limits import cut_to_bytes
from bot.wecom.cards import Face, button_card
from bot.wecom.envelope import Envelope, Malformed
from bot.wecom.foreign_text import harmless
from bot.wecom.identifiers import with_whole_characters
from rules.chat import CardClick, ChatKind, ChatMessage, MediaRef, MessageKind, Source

STREAM_BYTES = 20480
_TAPPED = "已处理"
_Shape = TypeVar("_Shape", bound=BaseModel)
_FILES = {"image": MessageKind.IMAGE, "file": MessageKind.FILE, "video": MessageKind.VIDEO}


class AnswerForm(StrEnum):
    """How a text may go back in the response."""

    STREAM = "stream"
    TEXT = "text"
    UPDATE = "update"
    NOTHING = "nothing"


# Source: WeCom pages 101031 and 101027. A card tap may only update its card.
ANSWER_FORMS: Mapping[MessageKind, AnswerForm] = {
    MessageKind.TEXT: AnswerForm.STREAM,
    MessageKind.MIXED: AnswerForm.STREAM,
    MessageKind.IMAGE: AnswerForm.STREAM,
    MessageKind.VOICE: AnswerForm.STREAM,
    MessageKind.FILE: AnswerForm.STREAM,
    MessageKind.VIDEO: AnswerForm.STREAM,
    MessageKind.OTHER: AnswerForm.STREAM,
    MessageKind.ENTER_CHAT: AnswerForm.TEXT,
    MessageKind.CARD_CLICK: AnswerForm.UPDATE,
    MessageKind.EVENT: AnswerForm.NOTHING,
}


class AibotCallback:
    """Reads and answers what the platform posts for the AI bot."""

    mimetype = "text/plain"

    def __init__(self, envelope: Envelope, window: timedelta) -> None:
        self._envelope = envelope
        self._window = window

    def check_url(self, msg_signature: str, timestamp: str, nonce: str, echostr: str, now: datetime) -> bytes:
        """Return the plain echo the console wants to see; raises EnvelopeRefused."""
        return self._envelope.open(msg_signature, timestamp, nonce, echostr, now, self._window)

    def receive(self, msg_signature: str, timestamp: str, nonce: str, body: bytes, now: datetime) -> ChatMessage:
        """Return the message inside `body`, whose size the caller has capped; raises EnvelopeRefused."""
        encrypted = _shaped(Encrypted, body).encrypt
        return read_message(self._envelope.open(msg_signature, timestamp, nonce, encrypted, now, self._window))

    def answer(self, message: ChatMessage, text: str, nonce: str, now: datetime) -> bytes | None:
        """Return the encrypted answer, or None where the platform takes none."""
        inner = answer_for(message, text)
        if inner is None:
            return None
        plaintext = json.dumps(inner, ensure_ascii=False).encode()
        return self._envelope.seal(plaintext, nonce, int(now.timestamp())).as_json()


def answer_for(message: ChatMessage, text: str) -> dict[str, Any] | None:
    """Return the plain answer to `message`, the same at every redelivery, or None where none is taken."""
    form = ANSWER_FORMS.get(message.kind, AnswerForm.NOTHING)
    if not text or form is AnswerForm.NOTHING:
        return None
    if form is AnswerForm.UPDATE:
        return card_update_for(message.click, text) if message.click else None
    content = cut_to_bytes(harmless(text), STREAM_BYTES)
    if form is AnswerForm.TEXT:
        return {"msgtype": "text", "text": {"content": content}}
    stream_id = hashlib.sha256(message.external_id.encode()).hexdigest()[:32]
    return {"msgtype": "stream", "stream": {"id": stream_id, "finish": True, "content": content}}


def card_update_for(click: CardClick, text: str) -> dict[str, Any]:
    """Return what a tapped card turns into: the first line is its title, the rest tells what came of the tap."""
    title, _, told = text.partition("\n")
    face = Face("", title, told or title)
    card = button_card(face, click.task_id, [(click.key, _TAPPED)], _TAPPED)
    return {"response_type": "update_template_card", "template_card": card}


def read_message(plaintext: bytes) -> ChatMessage:
    """Read a decrypted callback; raises Malformed. A type nobody knows becomes OTHER."""
    callback = _shaped(Callback, with_whole_characters(plaintext))
    in_group = callback.chattype == "group"
    if in_group and callback.chatid is None:
        raise Malformed("a group message names no chat")
    seconds = callback.create_time
    return ChatMessage(
        source=Source.AIBOT,
        external_id=callback.msgid,
        sender=callback.sender.userid,
        chat_kind=ChatKind.GROUP if in_group else ChatKind.DIRECT,
        chat_id=callback.chatid if in_group else None,
        quote_text=_quoted(callback.quote) if callback.quote else None,
        has_quote=callback.quote is not None,
        response_url=callback.response_url,
        created_at=None if seconds is None else datetime.fromtimestamp(seconds, UTC),
        **(_event_shape(callback) if callback.msgtype == "event" else _message_shape(callback)),
    )


def _message_shape(bodies: Bodies) -> dict[str, Any]:
    match bodies.msgtype:
        case "text":
            return {"kind": MessageKind.TEXT, "text": _present(bodies.text).content}
        case "voice":
            return {"kind": MessageKind.VOICE, "text": _present(bodies.voice).content}
        case "mixed":
            return {"kind": MessageKind.MIXED, "text": _mixed_text(bodies), "media": _pictures(bodies)}
        case "image" | "file" | "video":
            kind = _FILES[bodies.msgtype]
            return {"kind": kind, "media": (_file(kind, _present(getattr(bodies, bodies.msgtype))),)}
        case "stream":
            # Asks for more of an answer left open; ours are always finished, so there is nothing to add.
            return {"kind": MessageKind.EVENT, "event": "stream"}
        case _:
            return {"kind": MessageKind.OTHER}


def _event_shape(callback: Callback) -> dict[str, Any]:
    event = _present(callback.event)
    match event.eventtype:
        case "template_card_event":
            tap = _present(event.template_card_event)
            click = CardClick(tap.event_key, tap.task_id)
            return {"kind": MessageKind.CARD_CLICK, "event": event.eventtype, "click": click}
        case "enter_chat":
            return {"kind": MessageKind.ENTER_CHAT, "event": event.eventtype}
        case _:
            return {"kind": MessageKind.EVENT, "event": event.eventtype}


def _quoted(quote: Bodies) -> str | None:
    """Return the words of the quoted message; pictures and files have none."""
    return _message_shape(quote).get("text") or None


def _mixed_text(bodies: Bodies) -> str:
    items = _present(bodies.mixed).msg_item
    return "\n".join(_present(item.text).content for item in items if item.msgtype == "text")


def _pictures(bodies: Bodies) -> tuple[MediaRef, ...]:
    items = _present(bodies.mixed).msg_item
    pictures = [_present(item.image) for item in items if item.msgtype == "image"]
    return tuple(_file(MessageKind.IMAGE, picture) for picture in pictures)


def _file(kind: MessageKind, link: Link) -> MediaRef:
    return MediaRef(kind, url=link.url, aes_key=link.aeskey or None)


_Part = TypeVar("_Part", bound=BaseModel)


def _present(part: _Part | None) -> _Part:
    if part is None:
        raise Malformed("the body of the message's type is missing")
    return part


def _shaped(shape: type[_Shape], raw: bytes) -> _Shape:
    try:
        return shape.model_validate_json(raw)
    except ValidationError as refused:
        places = {".".join(str(step) for step in error["loc"]) for error in refused.errors(include_input=False)}
    raise Malformed("the JSON is not a callback: " + (", ".join(sorted(places)) or "not an object"))
