"""The web's worker: gathers a request without holding a thread, so that half-sent ones keep nobody waiting."""

from __future__ import annotations

import selectors
import socket
import struct
import time
from functools import partial
from typing import Any

from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn, ThreadWorker

from deploy.request_end import Arrived, Request

READ_SECONDS = 10.0
_WRITE_SECONDS = 5
_PIECE_BYTES = 64 * 1024
# Beyond these the oldest half-sent request goes, so that whoever speaks up is heard.
_MOST_AT_ONCE = 400
_MOST_BYTES = 64 * 1024 * 1024
_REFUSALS = {
    Arrived.BROKEN: b"400 Bad Request",
    Arrived.HEAD_TOO_LONG: b"431 Request Header Fields Too Large",
    Arrived.BODY_TOO_LONG: b"413 Content Too Large",
}
_TIMED_OUT = b"408 Request Timeout"


class Line(TConn):  # type: ignore[misc]
    """A connection whose requests reach a thread only when they are whole."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.request = Request()
        self.is_refused = False
        # The parser gets the bytes, never the socket: no thread ever waits for a client to go on.
        self.initialized = True
        # Nor for a client that does not take its answer.
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", _WRITE_SECONDS, 0))

    def say(self, status: bytes) -> None:
        """Refuse the request and end our side; what does not fit the line's buffer is lost."""
        self.sock.setblocking(False)
        try:
            self.sock.send(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            # Whoever is gone needs no answer.
            return

    def close(self, graceful: bool = False) -> None:
        """Close at once: gunicorn's graceful way lets all others wait until the client closes its side."""
        super().close()


class WholeRequestWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads, with requests and not connections for work.

    Its own threads read from the sockets: as many clients that stop halfway as there are threads, and nobody is
    answered any more.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # In the order in which they run out.
        self._reading: dict[Line, float] = {}

    def accept(self, listener: socket.socket) -> None:
        """Take a connection and wait for its request."""
        try:
            line, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        self.enqueue_req(Line(self.cfg, line, address, listener.getsockname()))

    def enqueue_req(self, conn: Line) -> None:
        """Gather the next request of a connection; what was sent along with the one before is part of it."""
        conn.request = Request()
        conn.sock.setblocking(False)
        ahead = conn.parser.unreader.take_buffered() if conn.parser else b""
        self._reading[conn] = time.monotonic() + READ_SECONDS
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_bytes, conn))
        if ahead:
            self._take_in(conn, ahead)
        self._make_room()

    def murder_pending(self) -> None:
        """Cut off whoever did not finish in time; called about once a second."""
        super().murder_pending()
        now = time.monotonic()
        while self._reading and self._reading[oldest := next(iter(self._reading))] <= now:
            self._cut_off(oldest)

    def _on_bytes(self, conn: Line, sock: socket.socket) -> None:
        try:
            piece = sock.recv(_PIECE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._drop(conn)
        elif not conn.is_refused:
            self._take_in(conn, piece)
            self._make_room()

    def _take_in(self, conn: Line, piece: bytes) -> None:
        asked_before = conn.request.wants_continue
        arrived = conn.request.add(piece)
        if arrived is Arrived.WHOLE:
            self._stop_reading(conn)
            conn.parser = get_parser(self.cfg, [bytes(conn.request.received)], conn.client)
            conn.request = Request()
            super().enqueue_req(conn)
        elif arrived in _REFUSALS:
            # Closed only when the client stops or time is up: closing on what it still sends would lose the answer.
            conn.say(_REFUSALS[arrived])
            conn.is_refused, conn.request = True, Request()
        elif conn.request.wants_continue and not asked_before:
            conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _make_room(self) -> None:
        while len(self._reading) > _MOST_AT_ONCE or self._held_bytes() > _MOST_BYTES:
            self._cut_off(next(iter(self._reading)))

    def _held_bytes(self) -> int:
        return sum(len(conn.request.received) for conn in self._reading)

    def _cut_off(self, conn: Line) -> None:
        if conn.request.received:
            self.log.warning("request not finished in time")
            conn.say(_TIMED_OUT)
        self._drop(conn)

    def _drop(self, conn: Line) -> None:
        self._stop_reading(conn)
        self.nr_conns -= 1
        conn.close()

    def _stop_reading(self, conn: Line) -> None:
        del self._reading[conn]
        self.poller.unregister(conn.sock)
