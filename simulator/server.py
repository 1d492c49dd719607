"""Runs the simulator over HTTP, in a thread for tests or in front for the demo."""

from __future__ import annotations

import socket
import threading
import weakref
from collections.abc import Callable
from datetime import datetime
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from simulator.attachments import Attachment
from simulator.callbacks import AS_THE_PLATFORM, CallbackDriver, How, Wire, http_wire
from simulator.city import City, direct_chat, machine_now
from simulator.control import simulator_app
from simulator.desk_clock import DeskClock
from simulator.faults import Fault
from simulator.hearing import Heard, Hearing
from simulator.long_connection import LongConnection
from simulator.message import AIBOT, Message
from simulator.voices import Voices
from simulator.world import CALLBACK, LONG_CONNECTION, World

# A stop waits this long at most; tests stop a thousand of them.
_POLL_SECONDS = 0.01


class SimulatedWecom:
    """A whole platform in one object; `product_url` may be set later, or a `wire` given instead of HTTP."""

    def __init__(
        self,
        world: World,
        product_url: str = "",
        *,
        clock: Callable[[], datetime] = machine_now,
        wire: Wire | None = None,
        bind: tuple[str, int] = ("127.0.0.1", 0),
        line_bind: tuple[str, int] | None = None,
    ) -> None:
        self.product_url = product_url
        self.city = City(world, clock)
        self.driver = CallbackDriver(self.city, wire or http_wire(lambda: self.product_url))
        self.line = LongConnection(self.city)
        self.voices = Voices(self.city, Hearing(self.city, self.driver, self.line, lambda: self.api_base))
        self.desk_clock = DeskClock(lambda: self.product_url, world.clock_token)
        self.city.desk_clock = self.desk_clock.now
        self.app = simulator_app(self.city, self.voices, self.desk_clock)
        self._line_bind = line_bind
        self._bind = bind
        self._server: _Server | None = None

    def start(self) -> SimulatedWecom:
        """Listen and serve in a thread; return self."""
        self._listen()
        if self._line_bind is not None:
            self.line.open(self._line_bind)
        assert self._server is not None
        serve, poll = self._server.serve_forever, (_POLL_SECONDS,)
        threading.Thread(target=serve, args=poll, name="simulator", daemon=True).start()
        return self

    def serve(self) -> None:
        """Listen and serve in this thread until stopped."""
        self._listen()
        assert self._server is not None
        self._server.serve_forever()

    def has_been_heard_everywhere(self) -> None:
        """Let the AI bot speak first in every chat, as if everybody had talked to it before."""
        chats = [group.chat_id for group in self.city.world.groups if group.ai_bot]
        self.city.spoken_in.update(chats, (direct_chat(AIBOT, person.userid) for person in self.city.world.people))

    def stop(self) -> None:
        """Stop listening and cut every open line, so that kept-alive connections die too."""
        self.city.close()
        self.line.stop()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server.cut_lines()

    @property
    def api_base(self) -> str:
        """What the product's `api_base` must be."""
        host, port = self._server.server_address[:2] if self._server else self._bind
        return f"http://{host!s}:{port}"

    @property
    def websocket_url(self) -> str:
        """What the product's `websocket_url` must be; the line opens when it is first asked for."""
        if self.line.url is None:
            self.line.open(self._line_bind or ("127.0.0.1", 0))
        return str(self.line.url)

    @property
    def mode(self) -> str:
        """How the AI bot hears people: "callback" or "long_connection"."""
        return self.city.mode

    @mode.setter
    def mode(self, mode: str) -> None:
        if mode not in (CALLBACK, LONG_CONNECTION):
            raise ValueError(mode)
        self.city.mode = mode

    def says(
        self,
        userid: str,
        text: str,
        chat: str = "app",
        quote: Message | str | None = None,
        *,
        mention: bool = True,
        how: How = AS_THE_PLATFORM,
    ) -> str | None:
        """Say something and return the words of the bot's answer; see `hears` for the details."""
        return self.hears(userid, text, chat, quote, mention=mention, how=how).answer

    def hears(
        self,
        userid: str,
        text: str,
        chat: str = "app",
        quote: Message | str | None = None,
        *,
        mention: bool = True,
        how: How = AS_THE_PLATFORM,
    ) -> Heard:
        """Say something in a group (its id), to the "app" or in the "aibot" single chat; return all exchanges.

        In a group the bot is mentioned by itself unless `mention` is False.
        """
        call = f"@{self.city.world.credentials.bot_name}"
        is_group = chat not in ("app", "aibot") and ":" not in chat
        if mention and is_group and call not in text:
            text = f"{call} {text}"
        return self.voices.say(userid, text, chat, quote, how)

    def sends(
        self,
        userid: str,
        content: bytes,
        name: str,
        chat: str = "app",
        text: str = "",
        *,
        kind: str = "image",
        transcript: str = "",
        quote: Message | str | None = None,
        how: How = AS_THE_PLATFORM,
    ) -> Heard:
        """Send a picture, file, video or voice message, in a group together with a text that calls the bot."""
        if ":" not in chat and chat not in ("app", "aibot"):
            text = f"@{self.city.world.credentials.bot_name} {text}".strip()
        return self.voices.say(userid, text, chat, quote, how, [Attachment(kind, name, content, transcript)])

    def calls_robot(
        self, userid: str, text: str, chat: str, *, speaks_xml: bool = True, how: How = AS_THE_PLATFORM
    ) -> str | None:
        """Call the old group robot in a group and return the words of its answer."""
        return self.voices.call_robot(userid, text, chat, how, speaks_xml=speaks_xml).answer

    def logs_in(self, userid: str) -> str:
        """Return the code with which a member who agreed to log in comes back from WeCom's page."""
        with self.city.lock:
            return self.city.login_codes.issue(userid, self.city.clock())

    def taps(self, userid: str, message: Message, key: str, how: How = AS_THE_PLATFORM) -> str | None:
        """Tap a card's button and return the words of the answer."""
        return self.voices.tap(userid, message, key, how).answer

    def enters(self, userid: str, chat: str = "aibot", how: How = AS_THE_PLATFORM) -> str | None:
        """Open a direct chat and return the words of the greeting."""
        return self.voices.enter(userid, chat, how).answer

    def checks_url(self, which: str, how: How = AS_THE_PLATFORM) -> tuple[int, bool]:
        """Do the console's check of "app", "aibot" or "robot"; return the status and whether the echo was right."""
        return self.voices.hearing.check_url(which, how)

    def fault(self, endpoint: str, kind: str, **details: Any) -> None:
        """Switch a fault on, see `Fault`."""
        self.city.faults.add(Fault(endpoint, kind, **details))

    def clear(self) -> None:
        """Forget messages, counts, codes and faults."""
        self.city.clear()

    def _listen(self) -> None:
        self._server = _Server(*self._bind, self.app, handler=_QuietHandler)


class _QuietHandler(WSGIRequestHandler):
    disable_nagle_algorithm = True  # Headers and body leave apart; without this each answer may wait 40 ms.

    def log_request(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing about single requests; their queries hold keys."""


class _Server(ThreadedWSGIServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._lines: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        super().__init__(*args, **kwargs)

    def get_request(self) -> tuple[socket.socket, Any]:
        line, address = super().get_request()
        self._lines.add(line)
        return line, address

    def cut_lines(self) -> None:
        for line in list(self._lines):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
