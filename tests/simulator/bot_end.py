"""The bot's end of the long connection, as small as a test needs it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

from simulator.server import SimulatedWecom

SECRET = "bot-secret"
BOT = {"bot_id": "aibTESTTOWN", "secret": SECRET}


class BotEnd:
    """One socket; `ask` waits for the answer to its own frame and keeps what is pushed meanwhile."""

    def __init__(self, sim: SimulatedWecom, *, subscribe: bool = True) -> None:
        wire = connect(sim.websocket_url, ping_interval=None, close_timeout=1, compression=None)
        self.wire: ClientConnection = wire.__enter__()
        self.pushed: list[dict[str, Any]] = []
        self._count = 0
        if subscribe:
            assert self.ask("aibot_subscribe", BOT) == 0

    def ask(self, cmd: str, body: Any = None, req_id: str | None = None) -> int:
        """Send a frame and return the errcode of its answer."""
        return int(self.answer(cmd, body, req_id)["errcode"])

    def answer(self, cmd: str, body: Any = None, req_id: str | None = None) -> dict[str, Any]:
        """Send a frame and return its whole answer."""
        sent = self.tell(cmd, body, req_id)
        while True:
            frame = self._next(5)
            if "cmd" not in frame and frame["headers"]["req_id"] == sent:
                return frame
            self.pushed.append(frame)

    def tell(self, cmd: str, body: Any = None, req_id: str | None = None) -> str:
        """Send a frame and return its req_id."""
        self._count += 1
        req_id = req_id or f"{cmd}-{self._count}"
        frame = {"cmd": cmd, "headers": {"req_id": req_id}} | ({} if body is None else {"body": body})
        self.wire.send(json.dumps(frame, ensure_ascii=False))
        return req_id

    def hears(self, seconds: float = 5) -> dict[str, Any]:
        """Return the oldest pushed frame."""
        return self.pushed.pop(0) if self.pushed else self._next(seconds)

    def replies(self, req_id: str, words: str, *, finish: bool = True, stream: str = "s-1") -> int:
        """Answer a message by one frame of a stream."""
        body = {"msgtype": "stream", "stream": {"id": stream, "finish": finish, "content": words}}
        return self.ask("aibot_respond_msg", body, req_id)

    def says(self, chat: str, words: str = "提醒", **more: Any) -> int:
        """Say something of one's own accord."""
        body = {"chatid": chat, "msgtype": "markdown", "markdown": {"content": words}} | more
        return self.ask("aibot_send_msg", body)

    def _next(self, seconds: float) -> dict[str, Any]:
        return dict(json.loads(self.wire.recv(timeout=seconds)))


@contextmanager
def in_the_background(work: Callable[[], object]) -> Iterator[None]:
    """Do `work` beside what the test does, and be done with it at the end."""
    beside = threading.Thread(target=work)
    beside.start()
    yield
    beside.join(10)
    assert not beside.is_alive()
