"""One socket of the long connection from its opening to its end: asks and hears, and never comes back by itself."""

from __future__ import annotations

import itertools
import logging
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import structlog
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.protocol import State
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as open_websocket

from bot.wecom.exchange import CutOff, NotSent, is_loopback_host, steady_seconds
from bot.wecom.line.frames import MOST_BYTES, Acked, Command, Displaced, Heard, UnreadableFrame, read_frame, write_frame
from bot.wecom.line.reconnecting import Ending

log = structlog.get_logger("line")
_MOST_UNANSWERED = 2
_OPEN_SECONDS = 10.0
_CLOSE_SECONDS = 1.0
NOT_SUBSCRIBED = 846609
_COUNT = itertools.count(1)
# The library writes whole frames, the secret too, when it is asked to be chatty.
_LOGGER = logging.getLogger("cuiban.line")
_LOGGER.setLevel(logging.WARNING)


@dataclass(frozen=True)
class Pace:
    """How fast the line's clockwork goes, in seconds; `waits` stretches or shortens the waits before a reconnection."""

    ack: float = 5.0
    ping_every: float = 30.0
    quiet_after: float = 180.0
    waits: float = 1.0


USUAL_PACE = Pace()


@dataclass
class _Waiter:
    """Who waits for the answer to one request."""

    told: threading.Event = field(default_factory=threading.Event)
    ack: Acked | None = None


def open_connection(
    url: str,
    hear: Callable[[Heard], None],
    may_speak: Callable[[], bool],
    pace: Pace = USUAL_PACE,
    at_the_end: Callable[[], None] = lambda: None,
) -> Connection:
    """Open the socket and begin to listen; raises NotSent. The first thing to ask is the subscription.

    A proxy of the environment is used for the way out, not for a server on this machine.
    """
    try:
        socket = open_websocket(
            url,
            proxy=None if is_loopback_host(urlsplit(url).hostname or "") else True,
            open_timeout=_OPEN_SECONDS,
            close_timeout=_CLOSE_SECONDS,
            # The platform's own ping is a command; whether it knows the protocol's is not said.
            ping_interval=None,
            compression=None,
            max_size=MOST_BYTES,
            logger=_LOGGER,
            legacy=True,
        )
    except (OSError, WebSocketException, ValueError, ImportError, EOFError) as error:
        failure = type(error).__name__
    else:
        if socket.protocol.uri.host != urlsplit(url).hostname:
            socket.close()
            raise NotSent("redirected to another host")
        return Connection(socket, hear, may_speak, pace, at_the_end)
    # Raised out here so that no traceback carries the library's text, which may hold a proxy's password.
    raise NotSent(failure)


class Connection:
    """An open socket; any number of threads may ask on it at once.

    `hear` is called in the listening thread and must not take long, `at_the_end` by whatever ends it. `may_speak` is
    asked before each request: whoever has lost the line says nothing more on it.
    """

    def __init__(
        self,
        socket: ClientConnection,
        hear: Callable[[Heard], None],
        may_speak: Callable[[], bool],
        pace: Pace,
        at_the_end: Callable[[], None],
    ) -> None:
        self._socket = socket
        self._at_the_end = at_the_end
        self._pace = pace
        self._hear = hear
        self._may_speak = may_speak
        self._gate = threading.Condition()
        self._waiting: dict[str, _Waiter] = {}
        self._ping_unanswered_since: float | None = None
        self._n_unanswered = 0
        self.opened_at = self.last_sign_at = steady_seconds()
        self.ending: Ending | None = None
        self.close_code: int | None = None
        self.has_ended = threading.Event()
        self._threads = [
            threading.Thread(target=work, name=f"line-{name}", daemon=True)
            for name, work in (("listen", self._listen), ("ping", self._keep_pinging))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def is_open(self) -> bool:
        """Tell whether it can be spoken on."""
        return self.ending is None and self._socket.protocol.state is State.OPEN

    @property
    def is_silent(self) -> bool:
        """Tell whether two requests or pings in a row went without an answer, or could not even leave."""
        since = self._ping_unanswered_since
        if self._n_unanswered >= _MOST_UNANSWERED:
            return True
        return since is not None and steady_seconds() - since >= _MOST_UNANSWERED * self._pace.ping_every

    def ask(self, command: Command, body: dict[str, Any] | None, seconds: float, req_id: str | None = None) -> Acked:
        """Send one request and return its answer; raises NotSent or CutOff.

        On one req_id a request waits until the one before it has its answer.
        """
        gives_up_at = steady_seconds() + seconds
        req_id = req_id or f"{command}_{next(_COUNT)}_{secrets.token_hex(6)}"
        text = write_frame(command, req_id, body)
        waiter = self._take_turn(req_id, gives_up_at)
        try:
            self._put(text)
            waiter.told.wait(max(0.0, gives_up_at - steady_seconds()))
        finally:
            with self._gate:
                self._waiting.pop(req_id, None)
                self._gate.notify_all()
        if waiter.ack is None:
            self._n_unanswered += command is not Command.PING
            raise CutOff("no answer on the line" if self.ending is None else f"the line ended: {self.ending}")
        if waiter.ack.errcode != NOT_SUBSCRIBED and command is not Command.PING:
            # A pong is no such sign: a forgotten subscription answers pings too.
            self.last_sign_at = steady_seconds()
            self._n_unanswered = 0
        return waiter.ack

    def close(self, ending: Ending) -> None:
        """End it for a reason; saying goodbye takes at most a second."""
        self._end(ending)
        with suppress(OSError, WebSocketException):
            self._socket.close()

    def abort(self, ending: Ending) -> None:
        """End it at once, also when a thread is stuck in it."""
        self._end(ending)
        with suppress(OSError):
            self._socket.close_socket()

    def _take_turn(self, req_id: str, gives_up_at: float) -> _Waiter:
        with self._gate:
            while req_id in self._waiting:
                left = gives_up_at - steady_seconds()
                if left <= 0 or self.ending is not None:
                    raise NotSent("the answer before it is still awaited")
                self._gate.wait(left)
            waiter = self._waiting[req_id] = _Waiter()
            return waiter

    def _put(self, text: str) -> None:
        if not self._may_speak():
            raise NotSent("another gateway may hold the line")
        if not self.is_open:
            raise NotSent("the line is not open")
        try:
            self._socket.send(text)
        except (ConnectionClosed, OSError) as error:
            failure = type(error).__name__
        else:
            return
        # It was open a moment ago: part of it may have left.
        raise CutOff(failure)

    def _listen(self) -> None:
        try:
            while True:
                self._take(self._socket.recv())
        except ConnectionClosed as closed:
            self.close_code = closed.rcvd.code if closed.rcvd else 1006
        except Exception:
            # Whatever it is, nobody listens any more: the line ends here, so that the keeper opens another one.
            log.exception("listening_failed")
        self._end(Ending.CLOSED)

    def _take(self, raw: str | bytes) -> None:
        try:
            frame = read_frame(raw)
        except UnreadableFrame as refused:
            log.warning("frame_unreadable", what=str(refused))
            return
        match frame:
            case Acked():
                with self._gate:
                    waiter = self._waiting.get(frame.req_id)
                if waiter is not None:
                    waiter.ack = frame
                    waiter.told.set()
            case Heard():
                self.last_sign_at = steady_seconds()
                self._hear(frame)
            case Displaced():
                self._end(Ending.DISPLACED)

    def _keep_pinging(self) -> None:
        every, spent = self._pace.ping_every, 0.0
        while not self.has_ended.wait(max(0.0, every - spent)):
            asked_at = steady_seconds()
            self._ping_unanswered_since = self._ping_unanswered_since or asked_at
            try:
                self.ask(Command.PING, None, every)
            except (NotSent, CutOff):
                log.warning("pong_missed")
            else:
                self._ping_unanswered_since = None
            spent = steady_seconds() - asked_at

    def _end(self, ending: Ending) -> None:
        with self._gate:
            if self.ending is None:
                self.ending = ending
            for waiter in self._waiting.values():
                waiter.told.set()
            self._gate.notify_all()
        self.has_ended.set()
        self._at_the_end()
