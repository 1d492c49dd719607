"""Keeps the long connection open for as long as this process may hold it, and lets others speak on it."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from bot.wecom.exchange import CutOff, NotSent, steady_seconds
from bot.wecom.line.connection import NOT_SUBSCRIBED, USUAL_PACE, Connection, Pace, open_connection
from bot.wecom.line.frames import Acked, Command, Heard
from bot.wecom.line.reconnecting import Ending, Row, ending_of_refusal, wait_before_next

log = structlog.get_logger("line")
_LOOK_EVERY_SECONDS = 0.5
_SEEK_EVERY_SECONDS = 2.0
# Whoever wants to speak while the line is just being opened anew waits for it so long.
_WAIT_FOR_OPENING_SECONDS = 3.0


@dataclass(frozen=True)
class BotCredentials:
    """Where the AI bot connects, and as whom."""

    url: str
    bot_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Standing:
    """How the line stands: open, or why not and by which errcode."""

    is_open: bool
    ending: Ending | None = None
    errcode: int | None = None


class Right(Protocol):
    """The right to hold the line, which one process has at a time."""

    def is_held(self) -> bool:
        """Tell whether it is held at this moment, asking nobody."""
        ...

    def seek(self) -> bool:
        """Take it if nobody has it."""
        ...

    def renew(self) -> bool:
        """Keep it; tells whether it is still held."""
        ...

    def let_go(self) -> None:
        """Leave it to others."""
        ...


class Keeper:
    """Opens the line, opens it again after whatever ends it, and replaces it where nothing proves that it carries.

    A replacement is subscribed before the old socket is closed, so that nobody speaks into a gap.
    """

    def __init__(
        self, bot: BotCredentials, right: Right, hear: Callable[[Heard], None], pace: Pace = USUAL_PACE
    ) -> None:
        self._bot = bot
        self._right = right
        self._hear = hear
        self._pace = pace
        self._gate = threading.Condition()
        self._wake = threading.Event()
        self._current: Connection | None = None
        self._is_opening = False
        self._forgotten: Connection | None = None
        self._row = Row()
        self._open_at = self._seek_at = 0.0
        self.standing = Standing(is_open=False)
        self.changed = threading.Event()
        self.n_subscriptions = 0

    @property
    def is_open(self) -> bool:
        """Tell whether the line stands, is subscribed and may be spoken on."""
        current = self._current
        return current is not None and current.is_open and self._right.is_held()

    @property
    def quiet_seconds(self) -> float | None:
        """Return how long ago the platform last proved that it hears us; None while there is no connection."""
        current = self._current
        return None if current is None else steady_seconds() - current.last_sign_at

    def run(self, stop: threading.Event) -> None:
        """Keep the line until told to stop; then leave it to whoever waits."""
        while not stop.is_set():
            try:
                self._look()
            except Exception:
                # Whatever it meets, the line has to come back.
                log.exception("keeping_failed")
            self._wake.wait(self._pause())
            self._wake.clear()
        self._drop(Ending.STOPPED)
        self._right.let_go()

    def _pause(self) -> float:
        """Return how long nothing needs to be looked at, unless it is woken."""
        is_waiting = self._current is None and self._right.is_held()
        until_opening = self._open_at - steady_seconds() if is_waiting else _LOOK_EVERY_SECONDS
        return max(0.01, min(_LOOK_EVERY_SECONDS, until_opening))

    def wake(self) -> None:
        """Have it look now."""
        self._wake.set()

    def ask(self, command: Command, body: dict[str, Any], seconds: float, req_id: str | None = None) -> Acked:
        """Say `body` and return the platform's answer; raises NotSent or CutOff.

        A subscription that the platform has forgotten is renewed, and the request repeated once.
        """
        ends_at = steady_seconds() + seconds
        connection = self._opened(ends_at, None)
        acked = connection.ask(command, body, min(self._pace.ack, ends_at - steady_seconds()), req_id)
        if acked.errcode != NOT_SUBSCRIBED:
            return acked
        self._forgotten = connection
        self.wake()
        try:
            another = self._opened(ends_at, connection)
        except NotSent:
            return acked
        return another.ask(command, body, max(0.0, min(self._pace.ack, ends_at - steady_seconds())), req_id)

    def _opened(self, ends_at: float, besides: Connection | None) -> Connection:
        """Return the open connection, waiting for one that is being opened; `besides` is no longer one."""
        if besides is None:
            ends_at = min(ends_at, steady_seconds() + _WAIT_FOR_OPENING_SECONDS)
        with self._gate:
            while True:
                current = self._current
                if current is not None and current is not besides and current.is_open:
                    return current
                left = ends_at - steady_seconds()
                is_coming = self._is_opening or (besides is not None and current is besides)
                if left <= 0 or not is_coming:
                    raise NotSent("the line is not open")
                self._gate.wait(left)

    def _look(self) -> None:
        if not self._may_hold():
            if self._current is not None or self.standing.ending is not Ending.LEASE:
                self._drop(Ending.LEASE)
            return
        current, now = self._current, steady_seconds()
        if current is None:
            if now >= self._open_at:
                self._open(None)
        elif current.ending is not None:
            self._lost(current, current.ending)
        elif current.is_silent:
            current.abort(Ending.SILENT)
            self._lost(current, Ending.SILENT)
        elif self._forgotten is current:
            self._replace(current, Ending.NOT_SUBSCRIBED)
        elif now - current.last_sign_at >= self._pace.quiet_after:
            self._replace(current, Ending.QUIET)

    def _may_hold(self) -> bool:
        if self._right.renew():
            return True
        if steady_seconds() < self._seek_at:
            return False
        self._seek_at = steady_seconds() + _SEEK_EVERY_SECONDS * self._pace.waits
        return self._right.seek()

    def _open(self, replaced: Connection | None) -> bool:
        with self._gate:
            self._is_opening = True
        opened, ending, errcode = self._subscribed()
        with self._gate:
            self._is_opening = False
            self._current = opened
            self._gate.notify_all()
        if opened is not None:
            self.n_subscriptions += 1
            self._stand(Standing(is_open=True))
            return True
        if replaced is not None and replaced.ending is Ending.DISPLACED:
            ending = Ending.DISPLACED
        self._row = self._row.after(ending, 0.0)
        self._wait(errcode)
        return False

    def _subscribed(self) -> tuple[Connection | None, Ending, int | None]:
        """Open a socket and subscribe on it; return it, or why there is none and the platform's errcode."""
        try:
            opened = open_connection(self._bot.url, self._hear, self._right.is_held, self._pace, self.wake)
        except NotSent as failure:
            log.warning("line_unreachable", why=str(failure))
            return None, Ending.UNREACHABLE, None
        asked = {"bot_id": self._bot.bot_id, "secret": self._bot.secret}
        try:
            acked = opened.ask(Command.SUBSCRIBE, asked, self._pace.ack)
        except (NotSent, CutOff) as failure:
            log.warning("not_subscribed", why=str(failure))
            opened.close(Ending.UNREACHABLE)
            return None, Ending.UNREACHABLE, None
        if acked.errcode != 0:
            log.error("subscription_refused", errcode=acked.errcode)
            ending = ending_of_refusal(acked.errcode)
            opened.close(ending)
            return None, ending, acked.errcode
        log.info("line_open")
        return opened, Ending.STOPPED, None

    def _replace(self, old: Connection, ending: Ending) -> None:
        """Put a new connection in the place of one that stands; at once, unless this happens again and again."""
        log.info("line_replaced", why=ending, lived=round(self._lived(old)))
        self._forgotten = None
        if ending is not Ending.QUIET:
            self._row = self._row.after(ending, self._lived(old))
            if wait_before_next(self._row, 0.0):
                self._lost(old, ending, is_counted=True)
                return
        self._open(old)
        old.close(ending)

    def _lost(self, connection: Connection, ending: Ending, *, is_counted: bool = False) -> None:
        lived = self._lived(connection)
        log.warning("line_lost", why=ending, code=connection.close_code, lived=round(lived))
        # After an eviction the socket may stay open and carry nothing.
        connection.close(ending)
        with self._gate:
            self._current = None
            self._gate.notify_all()
        if not is_counted:
            self._row = self._row.after(ending, lived)
        self._wait(None)

    def _wait(self, errcode: int | None) -> None:
        wait = wait_before_next(self._row, random.random()) * self._pace.waits  # noqa: S311 - no secret hangs on it
        self._open_at = steady_seconds() + wait
        log.info("line_waits", why=self._row.ending, seconds=round(wait, 1), in_a_row=self._row.count)
        self._stand(Standing(is_open=False, ending=self._row.ending, errcode=errcode))

    def _drop(self, ending: Ending) -> None:
        with self._gate:
            current, self._current = self._current, None
            self._gate.notify_all()
        if current is not None:
            current.close(ending)
        self._open_at = 0.0
        self._stand(Standing(is_open=False, ending=ending))

    def _lived(self, connection: Connection) -> float:
        """Return for how many seconds it stood, as they would be at the usual pace."""
        return (steady_seconds() - connection.opened_at) / (self._pace.waits or 1.0)

    def _stand(self, standing: Standing) -> None:
        if standing != self.standing:
            self.standing = standing
            self.changed.set()
