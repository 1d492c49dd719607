"""The product's two callback doors: how each is sealed, opened and answered."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from simulator.envelope import EnvelopeError, seal, signature, unseal
from simulator.world import Credentials

ROBOT_PATH = "/wecom/robot"
ROBOT_BYTES = {"text": 2048, "markdown": 4096}


@dataclass(frozen=True)
class Door:
    """One callback URL with the secrets set for it in the console."""

    path: str
    token: str
    aes_key: str
    receiveid: str
    speaks_xml: bool

    def query(self, encrypted: str, seconds: int, *, bad_signature: bool = False) -> dict[str, str]:
        """Return the signed query with a fresh nonce."""
        nonce, timestamp = secrets.token_hex(8), str(seconds)
        signed = signature(self.token, timestamp, nonce, encrypted)
        form = {"robot_callback_format": "json"} if self.path == ROBOT_PATH and not self.speaks_xml else {}
        return form | {
            "msg_signature": "0" * 40 if bad_signature else signed,
            "timestamp": timestamp,
            "nonce": nonce,
        }

    def encrypt(self, plain: bytes, receiveid: str | None = None) -> str:
        """Seal a plaintext for this door, or wrongly for another receiver."""
        return seal(self.aes_key, plain, self.receiveid if receiveid is None else receiveid)

    def envelope(self, encrypted: str, known: Credentials) -> bytes:
        """Return the body of the POST."""
        if not self.speaks_xml:
            return json.dumps({"encrypt": encrypted}).encode()
        if self.path == ROBOT_PATH:
            return f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()
        head = f"<ToUserName><![CDATA[{known.corp_id}]]></ToUserName><AgentID><![CDATA[{known.agent_id}]]></AgentID>"
        return f"<xml>{head}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()

    def open_answer(self, body: bytes) -> Reply | None:
        """Read the passive answer, None when it is empty; raises EnvelopeError when it is not as documented."""
        if not body.strip():
            return None
        try:
            return self._xml_reply(body) if self.speaks_xml else self._json_reply(body)
        except (ValueError, KeyError, TypeError, ElementTree.ParseError) as error:
            raise EnvelopeError(f"the answer is not a passive reply: {error}") from error

    def _json_reply(self, body: bytes) -> Reply:
        outer = json.loads(body)
        if not isinstance(outer["timestamp"], int):
            raise EnvelopeError("timestamp must be a number")
        self._check(outer["msgsignature"], str(outer["timestamp"]), outer["nonce"], outer["encrypt"])
        inner: dict[str, Any] = json.loads(unseal(self.aes_key, outer["encrypt"], self.receiveid))
        if self.path == ROBOT_PATH:
            return robot_reply(inner)
        if inner.get("response_type") == "update_template_card":
            return Reply("update_template_card", "", inner["template_card"], inner, update="update_template_card")
        stream, text = inner.get("stream") or {}, inner.get("text") or {}
        if len(str(stream.get("content", "")).encode()) > 20480:
            raise EnvelopeError("stream content is over 20480 bytes")
        words = str(stream.get("content") or text.get("content") or "")
        return Reply(inner["msgtype"], words, inner.get("template_card"), inner)

    def _xml_reply(self, body: bytes) -> Reply:
        outer = _elements(body)
        self._check(outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
        inner = _elements(unseal(self.aes_key, outer["Encrypt"], self.receiveid))
        if self.path == ROBOT_PATH:
            return robot_reply(inner)
        if inner["MsgType"] == "update_button":
            return Reply("update_button", "", None, inner, update=str(inner["Button"]["ReplaceName"]))
        cut = inner.get("Content", "").encode()[:2048].decode(errors="ignore")
        return Reply(inner["MsgType"], cut, None, inner)

    def _check(self, signed: str, timestamp: str, nonce: str, encrypted: str) -> None:
        if signed != signature(self.token, timestamp, nonce, encrypted):
            raise EnvelopeError("the answer's signature is wrong")


@dataclass(frozen=True)
class Reply:
    """A decrypted passive answer."""

    msgtype: str
    text: str
    card: dict[str, Any] | None
    body: dict[str, Any]
    mentions: tuple[str, ...] = ()
    # What becomes of a tapped card: "update_template_card", or the new words of its button.
    update: str = ""


def app_door(known: Credentials) -> Door:
    """Return the self-built app's door."""
    return Door("/wecom/app", known.app_token, known.app_key, known.corp_id, speaks_xml=True)


def robot_door(known: Credentials, *, speaks_xml: bool = True) -> Door:
    """Return the old group robot's door, in the format its URL asks for."""
    return Door(ROBOT_PATH, known.robot_token, known.robot_key, "", speaks_xml)


def robot_reply(inner: dict[str, Any]) -> Reply:
    """Read the old robot's passive answer, whose names are those of XML or of JSON (page 99398)."""
    named = {str(name).lower().replace("_", ""): value for name, value in inner.items()}
    kind = str(named["msgtype"])
    part = {str(name).lower().replace("_", ""): value for name, value in named[kind].items()}
    words = str(part.get("content", ""))
    if len(words.encode()) > ROBOT_BYTES[kind]:
        raise EnvelopeError(f"the answer is over {ROBOT_BYTES[kind]} bytes")
    return Reply(kind, words, None, inner, tuple(part.get("mentionedlist") or ()))


def bot_door(known: Credentials) -> Door:
    """Return the AI bot's door, whose receiveid is empty."""
    return Door("/wecom/aibot", known.bot_token, known.bot_key, "", speaks_xml=False)


def _elements(xml: bytes) -> dict[str, Any]:
    # The product under test is trusted not to send hostile XML.
    return {child.tag: _value(child) for child in ElementTree.fromstring(xml)}  # noqa: S314


def _value(element: ElementTree.Element) -> Any:
    children = list(element)
    if not children:
        return element.text or ""
    if all(child.tag == "Item" for child in children):
        return [child.text or "" for child in children]
    return {child.tag: _value(child) for child in children}
