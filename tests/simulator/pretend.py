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

    def __call__(
        self, method: str, path: str, query: dict[str, str], body: bytes, kind: str, seconds: float
    ) -> tuple[int, bytes]:
        known = self.world.credentials
        if method == "GET":
            return 200, unseal(known.bot_key, query["echostr"], "")
        self.queries.append(query)
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 0:
            raise TimeoutError
        if path == "/wecom/app":
            encrypted = body.decode().split("<Encrypt><![CDATA[")[1].split("]]>")[0]
            self.heard.append(unseal(known.app_key, encrypted, known.corp_id).decode())
            return status, self._xml() if status == 200 and self.words else b""
        self.heard.append(json.loads(unseal(known.bot_key, json.loads(body)["encrypt"], "")))
        return status, self._json(query["nonce"]) if status == 200 and self.words else b""

    def _json(self, nonce: str) -> bytes:
        known = self.world.credentials
        inner = self.reply or {"msgtype": "stream", "stream": {"id": "s-1", "finish": True, "content": self.words}}
        encrypted = seal(known.bot_key, json.dumps(inner, ensure_ascii=False).encode(), "")
        signed = signature(known.bot_token, "1767225601", nonce, encrypted)
        outer = {"encrypt": encrypted, "msgsignature": signed, "timestamp": 1767225601, "nonce": nonce}
        return json.dumps(outer).encode()

    def _xml(self) -> bytes:
        known = self.world.credentials
        inner = f"<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{self.words}]]></Content></xml>"
        encrypted = seal(known.app_key, inner.encode(), known.corp_id)
        signed = signature(known.app_token, "1767225601", "n", encrypted)
        rows = {"Encrypt": encrypted, "MsgSignature": signed, "TimeStamp": "1767225601", "Nonce": "n"}
        return f"<xml>{''.join(f'<{name}>{value}</{name}>' for name, value in rows.items())}</xml>".encode()
