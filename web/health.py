"""/healthz and /readyz: whether this process lives, and whether the whole desk works."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import Blueprint, Response, jsonify

from actions.desk_clock import desk_time
from models.database import OperationalError
from models.machinery import Heartbeat
from models.migrate import current_revision, newest_revision
from models.queries import machinery
from rules.watching import Finding, Trouble, longest_scan_silence
from texts import health as words
from texts import watching
from web.backend import Backend

log = structlog.get_logger("health")
_SEEN_HERE = (Trouble.DATABASE, Trouble.SCAN, Trouble.HEARTBEAT)


def health_routes(desk: Backend) -> Blueprint:
    """Return /healthz and /readyz."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def lives() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @routes.get("/readyz")
    def ready() -> tuple[Response, int]:
        reasons = what_is_wrong(desk)
        return jsonify(ready=not reasons, reasons=reasons), 503 if reasons else 200

    return routes


def what_is_wrong(desk: Backend) -> list[str]:
    """Return a sentence for everything that keeps the desk from working; empty when all is well."""
    try:
        found = _database(desk)
    except OperationalError:
        found = [words.database_away()]
    return found + _redis(desk)


def _database(desk: Backend) -> list[str]:
    if current_revision(desk.database) != newest_revision():
        return [words.wrong_schema()]
    now = desk.clock()
    with desk.database.reading() as session:
        beats = machinery.heartbeats(session)
        speed = desk_time(session, now).speed
        return [*_silences(desk, beats, now), *_scan(desk, beats, now, speed), *_seen_by_watchdog(beats)]


def _redis(desk: Backend) -> list[str]:
    try:
        desk.redis.ping()
    except Exception:
        # Whatever the client raises, its own errors or the network's: the store cannot be used.
        log.warning("redis_away", exc_info=True)
        return [words.redis_away()]
    return []


def _silences(desk: Backend, beats: dict[str, Heartbeat], now: datetime) -> list[str]:
    found = []
    for name in desk.web.heartbeats:
        age = _age(beats.get(name), now)
        if age is None or age > desk.web.heartbeat_silence:
            found.append(words.silent(name, age))
    return found


def _scan(desk: Backend, beats: dict[str, Heartbeat], now: datetime, speed: float) -> list[str]:
    most = longest_scan_silence(desk.web.scan_silence, speed)
    age = _age(beats.get("scan"), now)
    return [words.scan_silent(age)] if age is None or age > most else []


def _seen_by_watchdog(beats: dict[str, Heartbeat]) -> list[str]:
    """What only the watchdog looks at: things that wait too long, the channel, the disk, a jumping clock."""
    facts = (beats["watchdog"].facts if "watchdog" in beats else None) or {}
    found = [_finding(written) for written in facts.get("findings", [])]
    return [watching.finding(each) for each in found if each.trouble not in _SEEN_HERE]


def _finding(written: dict[str, Any]) -> Finding:
    trouble, _, of = written["code"].partition(":")
    return Finding(Trouble(trouble), written.get("seconds"), of or None, written.get("free_mebibytes"))


def _age(beat: Heartbeat | None, now: datetime) -> timedelta | None:
    return None if beat is None else now - beat.beat_at
