"""Watches the desk from outside: `python -m jobs.watchdog`, a process without Redis and RQ."""

from __future__ import annotations

import shutil
import signal
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from actions.audiences import officials_on_duty, supervisors_group
from actions.desk import Desk
from actions.desk_clock import DeskTime, desk_time
from actions.ports import Channel, Sent, Wire
from bot.wecom.bodies import app_text, group_text
from models.database import OperationalError, Session
from models.queries import audit, machinery
from models.queries import inbox as inbox_queries
from rules.watching import TELL_EVERY, Facts, Finding, Thresholds, Trouble, count_in_a_row, findings, to_tell
from runtime import Runtime
from texts.watching import alarm
from wiring import installation

log = structlog.get_logger("watchdog")
CHECK_EVERY_SECONDS = 10.0
_PING_TIMEOUT_SECONDS = 5.0
# What waits longer has been told about for days; older rows need not be read at every check.
_LOOK_BACK = timedelta(days=7)
# Heartbeats under these names say when a finding was last told, for a watchdog that starts anew.
_TOLD = "told:"


@dataclass(frozen=True)
class SecondWay:
    """Whom to tell directly; kept from the last good check, for when the database is what is wrong."""

    userids: tuple[str, ...] = ()
    push_key: str | None = field(default=None, repr=False)


def ping(url: str) -> None:
    """Tell an outside watcher that all is well; an absent one is its own alarm."""
    try:
        urllib.request.urlopen(url, timeout=_PING_TIMEOUT_SECONDS).close()  # noqa: S310 - the configured address
    except (OSError, ValueError):
        # The address may hold a secret, so it is not told.
        log.warning("heartbeat_url_unreachable")


@dataclass
class Watchdog:
    """Checks the desk again and again and tells supervisors past the outbox when something stays wrong."""

    desk: Runtime
    started_at: datetime
    ping: Callable[[str], None] = ping
    _in_a_row: dict[str, int] = field(default_factory=dict)
    _told_at: dict[str, datetime] = field(default_factory=dict)
    _pinged_at: datetime | None = None
    _way: SecondWay = SecondWay()

    def check(self) -> tuple[Finding, ...]:
        """Look once: write the findings down, tell what has lasted, ping when there is nothing."""
        now = self.desk.clock()
        # Machine time may be set back; a start in the future would hide every silence until then.
        self.started_at = min(self.started_at, now)
        try:
            found = self._look(now)
        except OperationalError:
            log.error("database_away")
            found = (Finding(Trouble.DATABASE),)
        self._in_a_row = count_in_a_row(self._in_a_row, found)
        lasting = to_tell(found, self._in_a_row, self._told_at, now)
        if lasting:
            self._tell(self._still_untold(lasting, now), now)
        if not found:
            self._ping(now)
        return found

    def _look(self, now: datetime) -> tuple[Finding, ...]:
        with self.desk.database.reading() as session:
            found = findings(self._facts(session, now), self._thresholds())
            self._way = _second_way(self.desk.desk(session))
            self._told_at = _told_before(session)
        with self.desk.database.transaction() as session:
            machinery.beat(session, "watchdog", now, {"findings": [_as_json(each) for each in found]})
        return found

    def _facts(self, session: Session, now: datetime) -> Facts:
        time = desk_time(session, now)
        waiting = audit.waiting_since(session, time.at(now), time.at(now) - _LOOK_BACK)
        return Facts(
            now=now,
            watching_since=self.started_at,
            oldest_delivery_at=min((_free_since(time, *each) for each in waiting), default=None),
            oldest_message_at=audit.oldest_unfinished_message_at(session),
            oldest_inbound_at=inbox_queries.oldest_unanswered_at(session),
            heartbeats={name: row.beat_at for name, row in machinery.heartbeats(session).items()},
            free_mebibytes=shutil.disk_usage(self.desk.config.server.var_dir).free >> 20,
            speed=time.speed,
        )

    def _thresholds(self) -> Thresholds:
        settled = self.desk.config.thresholds
        return Thresholds(settled.oldest_delivery, settled.scan_silence, settled.inbound_unanswered)

    def _still_untold(self, lasting: tuple[Finding, ...], now: datetime) -> tuple[Finding, ...]:
        """Those that no other watchdog has told in this half hour; all of them without a database."""
        slot = int(now.timestamp() // TELL_EVERY.total_seconds())
        try:
            with self.desk.database.transaction() as session:
                mine = [each for each in lasting if machinery.give_tick(session, _TOLD + each.code, slot, now)]
                for each in mine:
                    machinery.beat(session, _TOLD + each.code, now)
        except OperationalError:
            return lasting
        return tuple(mine)

    def _tell(self, untold: tuple[Finding, ...], now: datetime) -> None:
        if not untold:
            return
        log.error("trouble", findings=[each.code for each in untold])
        self._told_at.update({each.code: now for each in untold})
        text = alarm(self.desk.config.site.name, untold)
        if not self._told_directly(text) and self._way.push_key:
            wire = Wire(Channel.PUSH_KEY, self._way.push_key, group_text(text, self._way.userids))
            log.info("told_group", outcome=type(self.desk.gateway.send(wire)).__name__)

    def _told_directly(self, text: str) -> bool:
        app = self.desk.config.wecom.app
        if app is None:
            return False
        wires = [Wire(Channel.APP, who, app_text(who, text, app.agent_id)) for who in self._way.userids]
        outcomes = [self.desk.gateway.send(wire) for wire in wires]
        return any(isinstance(outcome, Sent) and not outcome.unreachable for outcome in outcomes)

    def _ping(self, now: datetime) -> None:
        heartbeat = self.desk.config.heartbeat
        if heartbeat.url is None or (self._pinged_at is not None and abs(now - self._pinged_at) < heartbeat.every):
            return
        self._pinged_at = now
        self.ping(heartbeat.url.reveal())


def _second_way(desk: Desk) -> SecondWay:
    group = supervisors_group(desk)
    return SecondWay(tuple(officials_on_duty(desk, "supervisor")), group.push_key if group else None)


def _told_before(session: Session) -> dict[str, datetime]:
    heartbeats = machinery.heartbeats(session).items()
    return {name.removeprefix(_TOLD): row.beat_at for name, row in heartbeats if name.startswith(_TOLD)}


def _free_since(time: DeskTime, created_real_at: datetime, release_at: datetime | None) -> datetime:
    """The machine moment from which a delivery could be sent: when it was written, or when the night let it go."""
    if release_at is None:
        return created_real_at
    ago = (release_at - time.desk_at) / time.speed
    # What was released before the desk's clock was last moved could be sent from that move on at the latest.
    was_moved = time.desk_at != time.real_at
    released_at = time.real_at + (max(ago, timedelta(0)) if was_moved else ago)
    return max(created_real_at, released_at)


def _as_json(found: Finding) -> dict[str, Any]:
    shown = {"code": found.code, "seconds": found.seconds, "free_mebibytes": found.free_mebibytes}
    return {name: value for name, value in shown.items() if value is not None}


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
