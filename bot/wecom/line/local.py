"""How other processes of this machine speak on the line that the gateway process holds: JSON lines on a unix socket.

The gateway greets whoever comes; only then a request is written, so that one which nobody would have read is known
not to have left. A request names the moment by which it must have begun.
"""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from bot.wecom.exchange import Answer, CutOff, Deadline, NotSent, steady_seconds
from bot.wecom.line.frames import Command
from bot.wecom.line.uploading import MOST_BYTES, NotTaken, Say, Upload, carry

log = structlog.get_logger("line")
SOCKET_NAME = "line.sock"
_MOST_BYTES = 512 * 1024
_GREETED_WITHIN_SECONDS = 2.0
_IDLE_SECONDS = 10.0
_AT_ONCE = 32
_LARGEST_FILE_BYTES = max(MOST_BYTES.values())


class LineClient:
    """The Line of a process that does not hold it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __repr__(self) -> str:
        return f"LineClient({str(self._path)!r})"

    def send(self, body: dict[str, Any], deadline: Deadline) -> Answer:
        """Have `body` said as `aibot_send_msg` and return the platform's answer; raises NotSent or CutOff."""
        return self._asked({"send": body}, deadline)

    def _asked(self, asked: dict[str, Any], deadline: Deadline, content: bytes = b"") -> Answer:
        asked["begin_by"] = steady_seconds() + deadline.left_seconds()
        raw = json.dumps(asked).encode() + b"\n" + content
        try:
            caller = self._greeted(deadline)
        except (OSError, ValueError) as error:
            failure = type(error).__name__
        else:
            with caller:
                return _told(caller, raw, deadline)
        raise NotSent(f"the gateway is away: {failure}")

    def upload(self, upload: Upload, deadline: Deadline) -> str:
        """Have a file carried over the line and return its media_id; raises NotTaken, NotSent or CutOff."""
        announced = {"kind": upload.kind, "name": upload.name, "size": len(upload.content)}
        answer = self._asked({"upload": announced}, deadline, upload.content).payload or {}
        if answer["errcode"] != 0:
            raise NotTaken(int(answer["errcode"]), str(answer.get("errmsg", "")))
        return str(answer["media_id"])

    def is_open(self, deadline: Deadline) -> bool:
        """Tell whether the connection stands and is subscribed; never raises."""
        try:
            self._greeted(deadline).close()
        except (OSError, ValueError, NotSent):
            return False
        return True

    def _greeted(self, deadline: Deadline) -> socket.socket:
        """Return a socket on which the gateway says that it holds an open line."""
        caller = socket.socket(socket.AF_UNIX)
        try:
            caller.settimeout(max(0.05, min(_GREETED_WITHIN_SECONDS, deadline.left_seconds())))
            caller.connect(str(self._path))
            if not _read_line(caller).get("open"):
                raise NotSent("the line is not here")
        except BaseException:
            caller.close()
            raise
        return caller


def _told(caller: socket.socket, raw: bytes, deadline: Deadline) -> Answer:
    try:
        caller.settimeout(max(0.05, deadline.left_seconds()))
        caller.sendall(raw)
    except OSError as error:
        # The gateway takes whole requests only.
        raise NotSent(type(error).__name__) from None
    try:
        caller.settimeout(max(0.05, deadline.left_seconds()))
        answer = _read_line(caller)
    except (OSError, ValueError) as error:
        raise CutOff(f"the gateway: {type(error).__name__}") from None
    if "not_sent" in answer:
        raise NotSent(str(answer["not_sent"]))
    if "errcode" not in answer:
        raise CutOff(str(answer.get("cut_off", "the gateway did not say")))
    return Answer(200, answer)


def _read_line(caller: socket.socket) -> dict[str, Any]:
    raw = b""
    while not raw.endswith(b"\n"):
        piece = caller.recv(65536)
        if not piece or len(raw) > _MOST_BYTES:
            raise ConnectionResetError
        raw += piece
    read = json.loads(raw)
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read


class LineServer:
    """The gateway's end of the unix socket."""

    def __init__(self, path: Path, say: Say, is_open: Callable[[], bool]) -> None:
        self._path = path
        path.unlink(missing_ok=True)
        self._server = _Server(str(path), _Caller)
        self._server.say, self._server.is_open = say, is_open
        path.chmod(0o600)
        threading.Thread(target=self._server.serve_forever, args=(0.1,), name="line-local", daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._path.unlink(missing_ok=True)


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    say: Say
    is_open: Callable[[], bool]

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.places = threading.BoundedSemaphore(_AT_ONCE)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has gone; the trace would show what was asked."""
        log.warning("caller_lost")


class _Caller(socketserver.StreamRequestHandler):
    timeout = _IDLE_SECONDS
    server: _Server

    def handle(self) -> None:
        """Greet, take one request, answer it."""
        with self.server.places:
            is_open = self.server.is_open()
            self._put({"open": is_open})
            if not is_open:
                return
            with suppress(OSError):
                raw = self.rfile.readline(_MOST_BYTES)
                if raw.endswith(b"\n"):
                    self._put(self._answer(raw))

    def _answer(self, raw: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(raw)
            work, left = self._work(asked), float(asked["begin_by"]) - steady_seconds()
        except (ValueError, TypeError, KeyError, NotTaken):
            return {"not_sent": "the request cannot be read"}
        if left <= 0:
            # Whoever asked has given up, and may say it another way.
            return {"not_sent": "too late"}
        try:
            return work(left)
        except NotTaken as refused:
            return {"errcode": refused.errcode, "errmsg": str(refused)}
        except NotSent as failure:
            return {"not_sent": str(failure)}
        except CutOff as failure:
            return {"cut_off": str(failure)}

    def _work(self, asked: dict[str, Any]) -> Callable[[float], dict[str, Any]]:
        """Return what is asked for, given the seconds that it may take; reads a file to its end."""
        say = self.server.say
        if "upload" in asked:
            kind, name, size = (asked["upload"][key] for key in ("kind", "name", "size"))
            content = self.rfile.read(min(int(size), _LARGEST_FILE_BYTES))
            if len(content) != size:
                raise ValueError("half a file")
            file = Upload(str(kind), str(name), content)
            return lambda left: {"errcode": 0, "media_id": carry(say, file, left)}
        body = dict(asked["send"])

        def sent(left: float) -> dict[str, Any]:
            acked = say(Command.SEND, body, left)
            return {"errcode": acked.errcode, "errmsg": acked.errmsg}

        return sent

    def _put(self, answer: dict[str, Any]) -> None:
        self.wfile.write(json.dumps(answer).encode() + b"\n")
