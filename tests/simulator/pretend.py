"""A pretended product at the other end of the wire: opens callbacks, notes them and answers as told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from simulator.envelope import seal, signature, unseal
from simulator.world import World


@dataclass
class PretendProduct:
    """Answers `statuses` in turn (then 200), each 200 with `words`, or with nothing when they are empty."""

    world: World
    words: str = "收到"
    statuses: list[int] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)
    heard: list[Any] = field(default_factory=list)
    reply: dict[str, Any] | None = None
    xml_reply: str = ""

    def __call__(
        self, method: str, path: str, query: dict[str, str], body: bytes, kind: str, seconds: float
    ) -> tuple[int, bytes]:
        known = self.world.credentials
        if method == "GET":
            keys = {"app": (known.app_key, known.corp_id), "aibot": (known.bot_key, ""), "robot": (known.robot_key, "")}
            key, receiveid = keys[path.rpartition("/")[2]]
            return 200, unseal(key, query["echostr"], receiveid)
        self.queries.append(query)
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 0:
            raise TimeoutError
        if path == "/wecom/app":
            encrypted = body.decode().split("<Encrypt><![CDATA[")[1].split("]]>")[0]
            self.heard.append(unseal(known.app_key, encrypted, known.corp_id).decode())
            return status, self._xml() if status == 200 and self.words else b""
        if path == "/wecom/robot" and "robot_callback_format" not in query:
            encrypted = body.decode().split("<Encrypt><![CDATA[")[1].split("]]>")[0]
            self.heard.append(unseal(known.robot_key, encrypted, "").decode())
            return status, self._robot_xml() if status == 200 and self.words else b""
        is_robot = path == "/wecom/robot"
        key, token = (known.robot_key, known.robot_token) if is_robot else (known.bot_key, known.bot_token)
        self.heard.append(json.loads(unseal(key, json.loads(body)["encrypt"], "")))
        plain: dict[str, Any] = {"msgtype": "stream", "stream": {"id": "s-1", "finish": True, "content": self.words}}
        if is_robot:
            plain = {"msgtype": "text", "text": {"content": self.words, "mentioned_list": ["chenzr"]}}
        return status, self._json(query["nonce"], key, token, plain) if status == 200 and self.words else b""

    def _json(self, nonce: str, key: str, token: str, plain: dict[str, Any]) -> bytes:
        encrypted = seal(key, json.dumps(self.reply or plain, ensure_ascii=False).encode(), "")
        signed = signature(token, "1767225601", nonce, encrypted)
        outer = {"encrypt": encrypted, "msgsignature": signed, "timestamp": 1767225601, "nonce": nonce}
        return json.dumps(outer).encode()

    def _xml(self) -> bytes:
        known = self.world.credentials
        inner = f"<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{self.words}]]></Content></xml>"
        return _sealed(self.xml_reply or inner, known.app_key, known.corp_id, known.app_token)

    def _robot_xml(self) -> bytes:
        known = self.world.credentials
        mention = "<MentionedList><Item><![CDATA[chenzr]]></Item></MentionedList>"
        text = f"<Text><Content><![CDATA[{self.words}]]></Content>{mention}</Text>"
        inner = f"<xml><MsgType><![CDATA[text]]></MsgType>{text}</xml>"
        return _sealed(inner, known.robot_key, "", known.robot_token)


def _sealed(inner: str, key: str, receiveid: str, token: str) -> bytes:
    encrypted = seal(key, inner.encode(), receiveid)
    signed = signature(token, "1767225601", "n", encrypted)
    rows = {"Encrypt": encrypted, "MsgSignature": signed, "TimeStamp": "1767225601", "Nonce": "n"}
    return f"<xml>{''.join(f'<{name}>{value}</{name}>' for name, value in rows.items())}</xml>".encode()
