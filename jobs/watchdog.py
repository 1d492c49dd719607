"""Watches the desk from outside: `python -m jobs.watchdog`, a process without Redis and RQ."""

from __future__ import annotations

import http.client
import secrets
import signal
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.alarms import Alarms
from jobs.certificate import CertificateLook
from jobs.seen import Eyes
from models.database import OperationalError
from models.queries import clocks, machinery
from rules.telling import count_in_a_row
from rules.troubles import Finding, Trouble
from rules.watching import Thresholds, findings, room_left
from runtime import Runtime
from wiring import installation

log = structlog.get_logger("watchdog")
CHECK_EVERY_SECONDS = 10.0
_PING_TIMEOUT_SECONDS = 5.0


def ping(url: str) -> None:
    """Tell an outside watcher that all is well; an absent one is its own alarm."""
    try:
        urllib.request.urlopen(url, timeout=_PING_TIMEOUT_SECONDS).close()  # noqa: S310 - the configured address
    except (OSError, ValueError, http.client.HTTPException):
        # The address may hold a secret, so it is not told.
        log.warning("heartbeat_url_unreachable")


@dataclass
class Watchdog:
    """Checks the desk again and again and tells supervisors past the outbox when something stays wrong."""

    desk: Runtime
    started_at: datetime
    ping: Callable[[str], None] = ping
    _in_a_row: dict[str, int] = field(default_factory=dict)
    _pinged_at: datetime | None = None

    def __post_init__(self) -> None:
        desk, settled = self.desk, self.desk.config.thresholds
        self.alarms = Alarms(desk.database, desk.rules, desk.gateway, desk.agent_id)
        self.eyes = Eyes(desk, CertificateLook(desk.config.site.base_url, settled.certificate))

    def check(self) -> tuple[Finding, ...]:
        """Look once: write the findings down, tell what has lasted, ping when there is nothing but warnings."""
        now = self.desk.clock()
        # Machine time may be set back; a start in the future would hide every silence until then.
        self.started_at = min(self.started_at, now)
        try:
            found = self._look(now)
        except OperationalError:
            log.error("database_away")
            # A full disk is the likeliest reason.
            found = (Finding(Trouble.DATABASE), *room_left(self.eyes.free_mebibytes(), self._thresholds()))
        except Exception:
            # Whatever it cannot read, such as what was sealed under a key that is gone: it must outlive it and say so.
            reference = secrets.token_hex(3)
            log.exception("check_failed", reference=reference)
            found = (Finding(Trouble.CHECK, reference=reference),)
            self._leave(found, now)
        else:
            self.alarms.tell_recovery(found, now)
        self._in_a_row = count_in_a_row(self._in_a_row, found)
        self.alarms.tell(found, self._in_a_row, now)
        if all(each.is_warning for each in found) and self.desk.may_work():
            self._ping(now)
        return found

    def _look(self, now: datetime) -> tuple[Finding, ...]:
        with self.desk.database.reading() as session:
            self.alarms.remember(self.desk.desk(session))
            wrong_since = {code: told.since for code, told in self.alarms.told().items()}
            found = findings(self.eyes.facts(session, now, self.started_at, wrong_since), self._thresholds())
        self._leave(found, now)
        if any(each.trouble is Trouble.UNFIRED for each in found):
            self._let_scan_look(now)
        return found

    def _let_scan_look(self, now: datetime) -> None:
        """Let the next scan look at what it overlooked: it asks the ladder itself, so that nothing is said wrongly."""
        ids = self.eyes.overlooked(now, self._thresholds().oldest_delivery)
        if not self.desk.may_work():
            return
        log.error("overlooked", clock_ids=ids)
        with self.desk.database.transaction() as session:
            clocks.look_again(session, ids, self.desk.desk(session).now)

    def _leave(self, found: tuple[Finding, ...], now: datetime) -> None:
        """Leave a sign of life with what was found."""
        if not self.desk.may_work():
            # A newer program's watchdog writes its own; this one still tells when nobody works.
            return
        with self.desk.database.transaction() as session:
            machinery.beat(session, "watchdog", now, {"findings": [each.to_json() for each in found]})

    def _thresholds(self) -> Thresholds:
        settled = self.desk.config.thresholds
        return Thresholds(settled.oldest_delivery, settled.scan_silence, settled.inbound_unanswered)

    def _ping(self, now: datetime) -> None:
        heartbeat = self.desk.config.heartbeat
        if heartbeat.url is None or (self._pinged_at is not None and abs(now - self._pinged_at) < heartbeat.every):
            return
        self._pinged_at = now
        self.ping(heartbeat.url.reveal())


def main() -> None:
    """Check until told to stop."""
    desk = installation()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    watchdog = Watchdog(desk, desk.clock())
    while not stop.is_set():
        try:
            watchdog.check()
        except Exception:
            # The watchdog must outlive whatever it meets; supervisor sees only processes that end.
            log.exception("check_failed")
        stop.wait(CHECK_EVERY_SECONDS)


if __name__ == "__main__":
    main()
