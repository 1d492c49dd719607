"""Does to an installation what the schedule says, and starts it again the way systemd would."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psutil
import redis

from chaos.schedule import LINE, Blow
from chaos.town import Town, command_of

if TYPE_CHECKING:
    from chaos.database import Database

_COMMANDS = {
    "worker-ticks": "jobs.worker ticks",
    "worker-send": "jobs.worker send",
    "worker-files": "jobs.worker files",
    "worker-reports": "jobs.worker reports",
    "scheduler": "jobs.schedule",
    "gateway": "jobs.gateway",
    "watchdog": "jobs.watchdog",
    "redis": "valkey",
    "supervisord": "supervisor.supervisord",
}
# Reminders come without these; a worker of the web may hold the database's lock.
_NOT_NEEDED_TO_REMIND = frozenset({"watchdog", "web"})
_HOLDS_THE_LINE = frozenset({"gateway", "supervisord", "launcher"})
# A message is stored well within this after it was put on the connection.
_ON_ITS_WAY_SECONDS = 3.0
# RestartSec of deploy/systemd/cuiban.service.
_RESTART_AFTER_SECONDS = 5.0


@dataclass(frozen=True)
class Span:
    """A time in which something was wrong, in machine seconds; `whom` is what lied or stood still."""

    kind: str
    begins_at: float
    ends_at: float
    whom: tuple[str, ...] = ()

    def concerns(self, chat: str) -> bool:
        """Tell whether what was wrong can have kept something from a chat."""
        if self.kind == "freeze":
            return not _NOT_NEEDED_TO_REMIND.issuperset(self.whom)
        in_group = {"*", "webhook/send", "aibot_send_msg", "aibot_subscribe"}
        ways = {"*", "message/send", "gettoken"} if chat.startswith("app:") else in_group
        return self.kind != "lie" or not ways.isdisjoint(self.whom)


@dataclass
class Hurting:
    """The blows that fell on a town; lasting ones end by themselves."""

    town: Town
    database: Database | None = None
    n_killed: int = 0
    spans: list[Span] = field(default_factory=list)
    _frozen: set[psutil.Process] = field(default_factory=set)
    _threads: list[threading.Thread] = field(default_factory=list)
    _ending: threading.Event = field(default_factory=threading.Event)
    _starts: int = 0

    def strike(self, blow: Blow) -> str:
        """Do one thing; return what came of it in a few words."""
        found: Callable[[Blow], str] = getattr(self, f"_{blow.kind}")
        return found(blow)

    def keep_running(self) -> Hurting:
        """Start the launcher again whenever it ends, from now on; return self."""
        self._in_background(self._watch_launcher)
        return self

    def may_have_swallowed(self, moment: float) -> bool:
        """Tell whether what was put on the long connection at a machine second can have been lost with it.

        The platform sends nothing again and is told of no receipt: what lay in a killed process is nobody's.
        """
        struck = (span for span in list(self.spans) if span.kind == "line" or LINE in span.whom)
        return any(span.begins_at - _ON_ITS_WAY_SECONDS <= moment <= span.ends_at + 1 for span in struck)

    def stop(self) -> None:
        """End whatever lasts: thaw everything, let the platform behave."""
        self._ending.set()
        for thread in self._threads:
            thread.join()
        self.town.platform.behaves()

    def _watch_launcher(self) -> None:
        while not self._ending.wait(0.2):
            if self.town.launcher is not None and self.town.launcher.poll() is not None:
                self._ending.wait(_RESTART_AFTER_SECONDS)
                self._starts += 1
                self.town.start()

    def _kill(self, blow: Blow) -> str:
        if _HOLDS_THE_LINE.intersection(blow.whom):
            self.spans.append(Span("line", time.time(), time.time()))
        return self._killed({name: self._find(name) for name in blow.whom})

    def _killed(self, found: dict[str, psutil.Process | None]) -> str:
        missing = [name for name, process in found.items() if process is None]
        for process in found.values():
            if process is not None:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
                    self.n_killed += 1
        return f"not running: {', '.join(missing)}" if missing else ""

    def _line(self, blow: Blow) -> str:
        what, _, code = blow.how.partition(" ")
        self.spans.append(Span("line", time.time(), time.time()))
        self.town.platform.ask("/line", do=what, **({"code": int(code)} if code else {}))
        return ""

    def _freeze(self, blow: Blow) -> str:
        held = [process for name in blow.whom if (process := self._find(name)) is not None]
        for process in held:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.suspend()
        self._in_background(lambda: self._thaw(held, blow))
        return "" if held else "not running"

    def _thaw(self, held: list[psutil.Process], blow: Blow) -> None:
        begins_at = time.time()
        self._ending.wait(blow.seconds)
        for process in held:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()
        self.spans.append(Span("freeze", begins_at, time.time(), blow.whom))

    def _flush(self, _blow: Blow) -> str:
        store = redis.Redis(unix_socket_path=str(self.town.sockets / "redis.sock"), socket_timeout=2)
        try:
            store.flushall()
        except redis.RedisError as away:
            return type(away).__name__
        return ""

    def _lie(self, blow: Blow) -> str:
        [endpoint] = blow.whom
        how: dict[str, object] = {"kind": blow.how}
        if blow.how == "502":
            how = {"kind": "http", "status": 502}
        elif blow.how.lstrip("-").isdigit():
            how = {"kind": "errcode", "errcode": int(blow.how)}
        self.town.platform.ask("/fault", endpoint=endpoint, times=blow.times, seconds=min(blow.seconds, 9.0), **how)
        self._in_background(lambda: self._lie_no_more(endpoint, blow))
        return ""

    def _lie_no_more(self, endpoint: str, blow: Blow) -> None:
        begins_at = time.time()
        self._ending.wait(blow.seconds)
        left = [fault["times"] for fault in self.town.platform.faults() if fault["endpoint"] == endpoint]
        self.town.platform.ask("/fault", endpoint=endpoint, off=True)
        # What no call has met has kept nothing from anybody.
        if left != [blow.times]:
            self.spans.append(Span("lie", begins_at, time.time(), blow.whom))

    def _database(self, blow: Blow) -> str:
        assert self.database is not None
        begins_at = time.time()
        [what] = blow.whom
        said = self.database.hurt(what)
        self.spans.append(Span("database", begins_at, time.time()))
        return said

    def _find(self, name: str) -> psutil.Process | None:
        if name == "launcher":
            running = self.town.launcher is not None and self.town.launcher.poll() is None
            return psutil.Process(self.town.launcher.pid) if running and self.town.launcher else None
        if name in ("web", "web-worker"):
            return self._find_web(is_worker=name == "web-worker")
        return self.town.process(_COMMANDS[name])

    def _find_web(self, *, is_worker: bool) -> psutil.Process | None:
        for process in self.town.processes():
            if "gunicorn" in command_of(process):
                with contextlib.suppress(psutil.NoSuchProcess):
                    parent = process.parent()
                    if (parent is not None and "gunicorn" in command_of(parent)) == is_worker:
                        return process
        return None

    def _in_background(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()
