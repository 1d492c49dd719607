"""The old group robot's door: encrypted XML or JSON to a ChatMessage, and the passive text that answers it."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import ValidationError

from bot.wecom.aibot_shapes import Encrypted
from bot.wecom.byte_limits import cut_to_bytes
from bot.wecom.envelope import Envelope, Malformed, Sealed
from bot.wecom.foreign_text import harmless
from bot.wecom.robot_shapes import Item, RobotCallback, from_json, from_xml
from bot.wecom.strict_xml import cdata, child_text, in_xml, parsed
from rules.chat import CardClick, ChatKind, ChatMessage, MediaRef, MessageKind, Source

# Source: WeCom pages 99398 and 99399.
PASSIVE_TEXT_BYTES = 2048
# Whoever removed the robot reads no answer of it.
_UNANSWERED = frozenset({"delete_from_chat", "blackboard"})
_KEY = re.compile(r"[0-9A-Za-z_-]{6,128}")


class RobotDoor:
    """Reads and answers what the platform posts for one group robot, in the format that its URL asks for."""

    def __init__(self, envelope: Envelope, window: timedelta, *, speaks_xml: bool = True) -> None:
        self._envelope = envelope
        self._window = window
        self._speaks_xml = speaks_xml
        self.mimetype = "application/xml" if speaks_xml else "application/json"

    def check_url(self, msg_signature: str, timestamp: str, nonce: str, echostr: str, now: datetime) -> bytes:
        """Return the plain echo the console wants to see; raises EnvelopeRefused."""
        return self._envelope.open(msg_signature, timestamp, nonce, echostr, now, self._window)

    def receive(self, msg_signature: str, timestamp: str, nonce: str, body: bytes, now: datetime) -> ChatMessage:
        """Return the message inside `body`, whose size the caller has capped; raises EnvelopeRefused."""
        encrypted = child_text(parsed(body), "Encrypt") if self._speaks_xml else _encrypted(body)
        plaintext = self._envelope.open(msg_signature, timestamp, nonce, encrypted, now, self._window)
        return read_message(from_xml(plaintext) if self._speaks_xml else from_json(plaintext))

    def answer(self, message: ChatMessage, text: str, nonce: str, now: datetime) -> bytes | None:
        """Return the encrypted passive answer, or None where the platform takes none."""
        content, mentions = words_for(message, text), _mentions(message)
        if not content:
            return None
        inner = _text_xml(content, mentions) if self._speaks_xml else _text_json(content, mentions)
        sealed = self._envelope.seal(inner.encode(), nonce, int(now.timestamp()))
        return _sealed_xml(sealed) if self._speaks_xml else sealed.as_json()


def words_for(message: ChatMessage, text: str) -> str:
    """Return what may be answered to a message, within its bytes; '' where nothing may."""
    if message.event in _UNANSWERED:
        return ""
    return cut_to_bytes(in_xml(harmless(text)), PASSIVE_TEXT_BYTES)


def read_message(callback: RobotCallback) -> ChatMessage:
    """Turn a callback into a message; raises Malformed. A type nobody knows becomes OTHER."""
    in_group = callback.chattype == "group"
    if in_group and callback.chatid is None:
        raise Malformed("a group message names no chat")
    return ChatMessage(
        source=Source.ROBOT,
        external_id=callback.msgid,
        sender=callback.sender.userid,
        chat_kind=ChatKind.GROUP if in_group else ChatKind.DIRECT,
        chat_id=callback.chatid if in_group else None,
        push_key=_key_in(callback.webhookurl) if in_group else None,
        **_shape(callback),
    )


def _shape(callback: RobotCallback) -> dict[str, Any]:
    if callback.chattype.startswith("blackboard"):
        # A notice on the blackboard is said to nobody in particular.
        return {"kind": MessageKind.EVENT, "event": "blackboard"}
    match callback.msgtype:
        case "text" if callback.text:
            return {"kind": MessageKind.TEXT, "text": callback.text.content}
        case "image" if callback.image:
            return {"kind": MessageKind.IMAGE, "media": _pictures([Item(msgtype="image", image=callback.image)])}
        case "mixed" if callback.mixedmessage:
            items = callback.mixedmessage.msgitem
            words = [item.text.content for item in items if item.msgtype == "text" and item.text]
            return {"kind": MessageKind.MIXED, "text": "\n".join(words), "media": _pictures(items)}
        case "event" if callback.event:
            is_entry = callback.event.eventtype == "enter_chat"
            kind = MessageKind.ENTER_CHAT if is_entry else MessageKind.EVENT
            return {"kind": kind, "event": callback.event.eventtype}
        case "attachment" if callback.attachment and callback.attachment.actions:
            tapped = callback.attachment.actions[0]
            click = CardClick(tapped.value or tapped.name, callback.attachment.callbackid)
            return {"kind": MessageKind.CARD_CLICK, "event": "attachment", "click": click}
        case "text" | "image" | "mixed" | "event" | "attachment":
            raise Malformed("the body of the message's type is missing")
        case _:
            return {"kind": MessageKind.OTHER}


def _pictures(items: list[Item]) -> tuple[MediaRef, ...]:
    urls = [item.image.imageurl for item in items if item.msgtype == "image" and item.image]
    return tuple(MediaRef(MessageKind.IMAGE, url=url) for url in urls)


def _key_in(url: str | None) -> str | None:
    """Return the push key of the robot that heard; whatever host the address has, only its key is used."""
    try:
        found = parse_qs(urlsplit(url or "").query).get("key", [])
    except ValueError:
        return None
    return found[0] if len(found) == 1 and _KEY.fullmatch(found[0]) else None


def _mentions(message: ChatMessage) -> list[str]:
    # In a group the answer calls whoever asked; what would call everybody never stands in the list.
    return [message.sender] if message.chat_id and not set(message.sender) & set("@<>|\n") else []


def _text_xml(content: str, mentions: list[str]) -> str:
    items = "".join(f"<Item>{cdata(userid)}</Item>" for userid in mentions)
    listed = f"<MentionedList>{items}</MentionedList>" if items else ""
    return f"<xml><MsgType>{cdata('text')}</MsgType><Text><Content>{cdata(content)}</Content>{listed}</Text></xml>"


def _text_json(content: str, mentions: list[str]) -> str:
    text = {"content": content} | ({"mentioned_list": mentions} if mentions else {})
    return json.dumps({"msgtype": "text", "text": text}, ensure_ascii=False)


def _sealed_xml(sealed: Sealed) -> bytes:
    return (
        f"<xml><Encrypt>{cdata(sealed.encrypted)}</Encrypt><MsgSignature>{cdata(sealed.msg_signature)}</MsgSignature>"
        f"<TimeStamp>{sealed.timestamp}</TimeStamp><Nonce>{cdata(sealed.nonce)}</Nonce></xml>"
    ).encode()


def _encrypted(body: bytes) -> str:
    try:
        return Encrypted.model_validate_json(body).encrypt
    except ValidationError:
        raise Malformed("the JSON is not a callback: encrypt") from None
