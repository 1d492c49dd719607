"""Runs the simulator over HTTP, in a thread for tests or in front for the demo."""

from __future__ import annotations

import socket
import threading
import weakref
from collections.abc import Callable
from datetime import datetime
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from simulator.callbacks import AS_THE_PLATFORM, CallbackDriver, How, Wire, http_wire
from simulator.city import City, machine_now
from simulator.control import simulator_app
from simulator.desk_clock import DeskClock
from simulator.doors import app_door, bot_door
from simulator.faults import Fault
from simulator.message import Message
from simulator.voices import Heard, Voices
from simulator.world import World

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
    ) -> None:
        self.product_url = product_url
        self.city = City(world, clock)
        self.driver = CallbackDriver(self.city, wire or http_wire(lambda: self.product_url))
        self.voices = Voices(self.city, self.driver, lambda: self.api_base)
        self.desk_clock = DeskClock(lambda: self.product_url, world.clock_token)
        self.city.desk_clock = self.desk_clock.now
        self.app = simulator_app(self.city, self.voices, self.desk_clock)
        self._bind = bind
        self._server: _Server | None = None

    def start(self) -> SimulatedWecom:
        """Listen and serve in a thread; return self."""
        self._listen()
        assert self._server is not None
        serve, poll = self._server.serve_forever, (_POLL_SECONDS,)
        threading.Thread(target=serve, args=poll, name="simulator", daemon=True).start()
        return self

    def serve(self) -> None:
        """Listen and serve in this thread until stopped."""
        self._listen()
        assert self._server is not None
        self._server.serve_forever()

    def stop(self) -> None:
        """Stop listening and cut every open line, so that kept-alive connections die too."""
        self.city.close()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server.cut_lines()

    @property
    def api_base(self) -> str:
        """What the product's `api_base` must be."""
        host, port = self._server.server_address[:2] if self._server else self._bind
        return f"http://{host!s}:{port}"

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

    def taps(self, userid: str, message: Message, key: str) -> str | None:
        """Tap a card's button and return the words of the answer."""
        return self.voices.tap(userid, message, key).answer

    def enters(self, userid: str, chat: str = "aibot") -> str | None:
        """Open a direct chat and return the words of the greeting."""
        return self.voices.enter(userid, chat).answer

    def checks_url(self, which: str, how: How = AS_THE_PLATFORM) -> tuple[int, bool]:
        """Do the console's URL check of "app" or "aibot"; return the status and whether the echo was right."""
        door = app_door if which == "app" else bot_door
        return self.driver.check_url(door(self.city.world.credentials), how)

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
