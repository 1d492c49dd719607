"""Holds the AI bot's long connection: `python -m jobs.gateway`; a second one stands by until the first is gone."""

from __future__ import annotations

import fcntl
import signal
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from actions.lease import HELD_FOR, Held
from bot.wecom.line.connection import USUAL_PACE, Pace
from bot.wecom.line.hearing import Hearing
from bot.wecom.line.keeper import BotCredentials, Keeper, Standing
from bot.wecom.line.local import SOCKET_NAME, LineServer
from bot.wecom.line.reconnecting import Ending
from machine_clock import boot_id, steady_seconds
from models.database import OperationalError
from models.queries import machinery
from rules.watching import GATEWAY, LINE, STANDS_AGAIN_AFTER
from runtime import Runtime
from wiring import installation

log = structlog.get_logger("gateway")
_BEAT_EVERY_SECONDS = 5.0
_LOOK_FOR_LOCK_EVERY_SECONDS = 0.5
_FINISH_SECONDS = 5.0


class Gateway:
    """One installation's gateway: the line while this process may hold it, and what is heard and said on it."""

    def __init__(self, desk: Runtime, pace: Pace = USUAL_PACE, held_for: timedelta = HELD_FOR) -> None:
        bot = desk.config.wecom.aibot
        if bot is None or bot.secret is None:
            raise ValueError("the AI bot has no long connection")
        self.desk = desk
        right = Held(desk.database, LINE, holder_of(desk), desk.clock, steady_seconds, held_for, desk.may_work)
        credentials = BotCredentials(bot.websocket_url, bot.bot_id, bot.secret.reveal())
        self.keeper = Keeper(credentials, right, lambda heard: self.hearing.hear(heard), pace)
        self.hearing = Hearing(desk.dispatcher, self.keeper.ask, desk.sender.deliverer.must_wait, desk.may_work)

    def run(self, stop: threading.Event) -> None:
        """Hold the line whenever it is free, until told to stop; what was heard by then is stored."""
        desk = self.desk
        with only_gateway(desk.config.server.var_dir / "gateway.lock", stop):
            if stop.is_set():
                return
            local = LineServer(desk.config.socket_dir / SOCKET_NAME, self.keeper.ask, lambda: self.keeper.is_open)
            keeping = threading.Thread(target=self.keeper.run, args=(stop,), name="line-keep", daemon=True)
            keeping.start()
            while not stop.is_set():
                self.keeper.changed.clear()
                self.beat()
                _either(stop, self.keeper.changed, _BEAT_EVERY_SECONDS)
            local.stop()
            self.keeper.wake()
            keeping.join(_FINISH_SECONDS)
            self.hearing.stop(_FINISH_SECONDS)

    def beat(self) -> None:
        """Leave a sign of life, and whoever holds the line also how it stands."""
        try:
            if not self.desk.may_work():
                return
            with self.desk.database.transaction() as session:
                now = self.desk.clock()
                machinery.beat(session, GATEWAY, now)
                standing = self.keeper.standing
                if standing.ending not in (Ending.LEASE, Ending.STOPPED):
                    before = machinery.heartbeats(session).get(LINE)
                    facts = line_facts((before.facts if before else None) or {}, now, standing)
                    if (quiet := self.keeper.quiet_seconds) is not None:
                        facts["sign"] = (now - timedelta(seconds=quiet)).isoformat()
                    machinery.beat(session, LINE, now, facts)
        except OperationalError:
            log.warning("database_away")


def line_facts(before: Mapping[str, Any], now: datetime, standing: Standing) -> dict[str, Any]:
    """Return how the line stands and since when, also over a restart of this process.

    Until it has stood for a minute `fell_at` is kept; one that falls again by then is `restless_since`.
    """
    is_as_before = before.get("open") is standing.is_open
    has_stood = bool(before.get("open")) and now - datetime.fromisoformat(before["since"]) >= STANDS_AGAIN_AFTER
    fell_at, restless_since = (None, None) if has_stood else (before.get("fell_at"), before.get("restless_since"))
    if not is_as_before and standing.is_open:
        fell_at = restless_since or before.get("since")
    elif not is_as_before:
        restless_since = restless_since or fell_at
    return {
        "open": standing.is_open,
        "since": before["since"] if is_as_before else now.isoformat(),
        "why": standing.ending,
        "errcode": standing.errcode,
        "fell_at": fell_at,
        "restless_since": restless_since,
    }


def holder_of(desk: Runtime) -> str:
    """Return the name of this installation on this run of this machine; only one gateway at a time may bear it."""
    return f"{socket.gethostname()[:60]}:{boot_id()[:40]}:{desk.config.server.var_dir}"[-200:]


@contextmanager
def only_gateway(lock: Path, stop: threading.Event) -> Iterator[None]:
    """Wait until no other gateway of this installation lives, or until told to stop."""
    with lock.open("a") as held:
        told = False
        while not stop.is_set():
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not told:
                    log.warning("another_gateway_lives")
                told = True
                stop.wait(_LOOK_FOR_LOCK_EVERY_SECONDS)
        yield


def _either(stop: threading.Event, changed: threading.Event, seconds: float) -> None:
    """Wait until one of two things happens, or so long."""
    give_up_at = steady_seconds() + seconds
    while not stop.is_set() and not changed.wait(0.2) and steady_seconds() < give_up_at:
        continue


def main() -> None:
    """Hold the line until told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Gateway(installation()).run(stop)


if __name__ == "__main__":
    main()
