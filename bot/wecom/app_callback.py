"""The self-built app's door: encrypted XML to a ChatMessage, and the passive text that answers it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from wechatpy.enterprise import parse_message

from bot.wecom.byte_limits import cut_to_bytes
from bot.wecom.envelope import Envelope, Malformed
from bot.wecom.foreign_text import harmless
from bot.wecom.identifiers import PRINTABLE, USERID_LENGTH
from bot.wecom.strict_xml import cdata, child_text, in_xml, parsed
from rules.chat import CardClick, ChatKind, ChatMessage, MediaRef, MessageKind, Source

PASSIVE_TEXT_BYTES = 2048
# Which events take a passive text; every message does. Source: WeCom pages 90240 and 90241.
EVENTS_TAKING_TEXT = frozenset({"subscribe", "enter_agent", "location", "click", "view", "scancode_waitmsg"})
_CARD_EVENTS = frozenset({"template_card_event", "template_card_menu_event"})


class AppCallback:
    """Reads and answers what the platform posts for one app."""

    mimetype = "application/xml"

    def __init__(self, envelope: Envelope, corp_id: str, window: timedelta) -> None:
        self._envelope = envelope
        self._corp_id = corp_id
        self._window = window

    def check_url(self, msg_signature: str, timestamp: str, nonce: str, echostr: str, now: datetime) -> bytes:
        """Return the plain echo the console wants to see; raises EnvelopeRefused."""
        return self._envelope.open(msg_signature, timestamp, nonce, echostr, now, self._window)

    def receive(self, msg_signature: str, timestamp: str, nonce: str, body: bytes, now: datetime) -> ChatMessage:
        """Return the message inside `body`, whose size the caller has capped; raises EnvelopeRefused."""
        encrypted = child_text(parsed(body), "Encrypt")
        return read_message(self._envelope.open(msg_signature, timestamp, nonce, encrypted, now, self._window))

    def answer(self, message: ChatMessage, text: str, nonce: str, now: datetime) -> bytes | None:
        """Return the encrypted passive answer, or None where the platform takes none."""
        inner = answer_for(message, text, self._corp_id, now)
        if inner is None:
            return None
        sealed = self._envelope.seal(inner.encode(), nonce, int(now.timestamp()))
        return (
            f"<xml><Encrypt>{cdata(sealed.encrypted)}</Encrypt>"
            f"<MsgSignature>{cdata(sealed.msg_signature)}</MsgSignature>"
            f"<TimeStamp>{sealed.timestamp}</TimeStamp><Nonce>{cdata(sealed.nonce)}</Nonce></xml>"
        ).encode()


def answer_for(message: ChatMessage, text: str, corp_id: str, now: datetime) -> str | None:
    """Return the XML of a passive text of at most 2048 bytes, or None where the event takes none."""
    if not text or (message.event is not None and message.event not in EVENTS_TAKING_TEXT):
        return None
    content = cut_to_bytes(in_xml(harmless(text)), PASSIVE_TEXT_BYTES)
    return (
        f"<xml><ToUserName>{cdata(message.sender)}</ToUserName><FromUserName>{cdata(corp_id)}</FromUserName>"
        f"<CreateTime>{int(now.timestamp())}</CreateTime><MsgType>{cdata('text')}</MsgType>"
        f"<Content>{cdata(content)}</Content></xml>"
    )


def read_message(plaintext: bytes) -> ChatMessage:
    """Read decrypted XML; raises Malformed. A type nobody knows becomes OTHER."""
    root = parsed(plaintext)
    sender = child_text(root, "FromUserName")
    if len(sender) > USERID_LENGTH or not re.fullmatch(PRINTABLE, sender):
        raise Malformed("the FromUserName is no userid")
    created_at = _moment(child_text(root, "CreateTime"))
    if child_text(root, "MsgType").lower() == "event":
        shape = _event_shape(root, sender)
    else:
        shape = _message_shape(plaintext, root)
    return ChatMessage(source=Source.APP, sender=sender, chat_kind=ChatKind.DIRECT, created_at=created_at, **shape)


def _event_shape(root: Element, sender: str) -> dict[str, Any]:
    # The parser of wechatpy knows no card events, so events are read here.
    event = child_text(root, "Event").lower()
    key, task_id = (root.findtext("EventKey") or ""), (root.findtext("TaskId") or "")
    shape: dict[str, Any] = {
        "external_id": _event_id(sender, child_text(root, "CreateTime"), event, key, task_id),
        "kind": MessageKind.EVENT,
        "event": event,
    }
    if event in _CARD_EVENTS:
        code = root.findtext("ResponseCode") or None
        shape |= {"kind": MessageKind.CARD_CLICK, "click": CardClick(key, task_id, code)}
    elif event == "click":
        shape |= {"click": CardClick(key, "")}
    elif event == "change_contact":
        shape |= _change_shape(root, sender)
    elif event == "enter_agent":
        shape |= {"kind": MessageKind.ENTER_CHAT}
    return shape


def _change_shape(root: Element, sender: str) -> dict[str, Any]:
    """Read what happened to whom in the platform's directory. Source: WeCom page 90240; a department is nobody."""
    change, about = (root.findtext("ChangeType") or "change_contact").lower(), root.findtext("UserID") or ""
    if len(about) > USERID_LENGTH or not re.fullmatch(PRINTABLE, about):
        raise Malformed("the UserID is no userid")
    what = (change, about, root.findtext("NewUserID") or "", root.findtext("Id") or "")
    # Many are reported within one second, all of them by the platform itself.
    return {
        "external_id": _event_id(sender, child_text(root, "CreateTime"), "change_contact", *what),
        "event": change,
        "about": about or None,
    }


def _event_id(*parts: str) -> str:
    # Events have no MsgId, and user and second alone collide for two clicks. A digest is short whatever the key holds.
    return "event:" + hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _message_shape(plaintext: bytes, root: Element) -> dict[str, Any]:
    if not re.fullmatch("[0-9]{1,20}", child_text(root, "MsgId"), re.ASCII):
        raise Malformed("the MsgId is not a number")
    try:
        message = parse_message(plaintext)
        reader = _READERS.get(message.type)
        shape = reader(message) if reader else {"kind": MessageKind.OTHER}
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Malformed("the message lacks what its type needs") from None
    return {"external_id": str(message.id), **shape}


def _media(kind: MessageKind, media_id: str | None, url: str | None = None) -> dict[str, Any]:
    if not media_id:
        raise Malformed("the message names no file")
    return {"kind": kind, "media": (MediaRef(kind, media_id=media_id, url=url),)}


def _lines(kind: MessageKind, *parts: str | None) -> dict[str, Any]:
    return {"kind": kind, "text": "\n".join(part for part in parts if part)}


_READERS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "text": lambda m: _lines(MessageKind.TEXT, m.content),
    "image": lambda m: _media(MessageKind.IMAGE, m.media_id, m.image),
    "voice": lambda m: _media(MessageKind.VOICE, m.media_id),
    "video": lambda m: _media(MessageKind.VIDEO, m.media_id),
    "shortvideo": lambda m: _media(MessageKind.VIDEO, m.media_id),
    "location": lambda m: _lines(MessageKind.LOCATION, m.label),
    "link": lambda m: _lines(MessageKind.LINK, m.title, m.description, m.url),
}


def _moment(seconds: str) -> datetime:
    if not re.fullmatch("[0-9]{1,11}", seconds, re.ASCII):
        raise Malformed("the CreateTime is not a number of seconds")
    return datetime.fromtimestamp(int(seconds), UTC)
