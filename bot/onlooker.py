"""The web process's own eye on scheduler, scan and watchdog: who watches the watchdog."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from actions.desk import Desk
from actions.desk_clock import desk_time
from bot.alarms import Alarms
from models.database import Database, OperationalError, Session
from models.queries import machinery
from rules.settings import DeskRules
from rules.telling import count_in_a_row
from rules.troubles import Finding
from rules.watching import longest_scan_silence, silence

log = structlog.get_logger("onlooker")
LOOK_EVERY_SECONDS = 15.0
_LISTENED_FOR = ("scheduler", "scan", "watchdog")
_SILENCE = timedelta(minutes=1)


@dataclass
class Onlooker:
    """Looks now and then for signs of life, leaves one of its own and tells supervisors of a lasting silence."""

    database: Database
    rules: DeskRules
    clock: Callable[[], datetime]
    alarms: Alarms
    scan_silence: timedelta = timedelta(minutes=1)
    may_work: Callable[[], bool] = lambda: True
    _since: datetime | None = None
    _in_a_row: dict[str, int] = field(default_factory=dict)

    def look(self) -> tuple[Finding, ...]:
        """Look once and tell what has lasted; a database that is away is the watchdog's matter."""
        now = self.clock()
        # Machine time may be set back; a start in the future would hide every silence until then.
        self._since = min(self._since or now, now)
        try:
            with self.database.reading() as session:
                found = self._silences(session, self._since, now)
            # On a newer program's schema its own web processes leave the signs of life.
            if self.may_work():
                with self.database.transaction() as session:
                    machinery.beat(session, "web", now)
        except OperationalError:
            log.warning("database_away")
            return ()
        self._in_a_row = count_in_a_row(self._in_a_row, found)
        self.alarms.tell(found, self._in_a_row, now)
        return found

    def _silences(self, session: Session, since: datetime, now: datetime) -> tuple[Finding, ...]:
        time, beats = desk_time(session, now), machinery.heartbeats(session)
        self.alarms.remember(Desk(session, time.at(now), now, self.rules))
        scans = longest_scan_silence(self.scan_silence, time.speed)
        last = {name: beats[name].beat_at for name in _LISTENED_FOR if name in beats}
        most = {name: scans if name == "scan" else _SILENCE for name in _LISTENED_FOR}
        found = [silence(name, last.get(name), since, now, most[name]) for name in _LISTENED_FOR]
        return tuple(each for each in found if each is not None)


def look_on(onlooker: Onlooker, stop: threading.Event | None = None) -> threading.Thread:
    """Let an onlooker look until told to stop, or as long as this process lives."""
    thread = threading.Thread(target=_go_on, args=(onlooker, stop or threading.Event()), name="onlooker", daemon=True)
    thread.start()
    return thread


def _go_on(onlooker: Onlooker, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            onlooker.look()
        except Exception:
            # Whatever it meets, it has to look again.
            log.exception("look_failed")
        stop.wait(LOOK_EVERY_SECONDS)
