"""/healthz and /readyz: whether this process lives, and whether the whole desk works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import Blueprint, Response, jsonify

from actions.desk_clock import desk_time
from actions.waiting import waiting
from models.database import OperationalError, Session
from models.machinery import Heartbeat
from models.migrate import current_revision, known_revisions, newest_revision
from models.queries import machinery
from rules.troubles import Finding, Trouble, finding_from_json
from rules.watching import Facts, Thresholds, findings, longest_scan_silence
from texts import health as words
from texts import watching
from web.backend import Backend

log = structlog.get_logger("health")
_SEEN_HERE = (Trouble.DATABASE, Trouble.SCAN, Trouble.HEARTBEAT)
_WAITS = (Trouble.DELIVERY, Trouble.MESSAGE, Trouble.INBOUND)


def health_routes(desk: Backend) -> Blueprint:
    """Return /healthz and /readyz."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def lives() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @routes.get("/readyz")
    def ready() -> tuple[Response, int]:
        health = health_of(desk)
        shown = jsonify(ready=not health.reasons, reasons=health.reasons, warnings=health.warnings)
        return shown, 503 if health.reasons else 200

    return routes


@dataclass(frozen=True)
class Health:
    """What keeps the desk from working, and what only wants to be mended; a sentence each."""

    reasons: list[str]
    warnings: list[str]


def health_of(desk: Backend) -> Health:
    """Return what is wrong by this process's own look and by the watchdog's."""
    try:
        found = _database(desk)
    except OperationalError:
        found = Health([words.database_away()], [])
    return Health(found.reasons + _redis(desk), found.warnings)


def _database(desk: Backend) -> Health:
    revision = current_revision(desk.database)
    if revision != newest_revision():
        is_older = revision is None or revision in known_revisions()
        return Health([words.wrong_schema() if is_older else words.newer_schema()], [])
    now = desk.clock()
    with desk.database.reading() as session:
        beats = machinery.heartbeats(session)
        speed = desk_time(session, now).speed
        seen = _seen_by_watchdog(beats)
        if _is_silent(desk, beats.get("watchdog"), now):
            # What it saw last says nothing of now; the most important of it is looked at here.
            seen = [each for each in seen if each.trouble not in _WAITS] + _own_look(session, now)
        silent = [*_silences(desk, beats, now), *_scan(desk, beats, now, speed)]
    told = [each for each in seen if each.trouble not in _SEEN_HERE]
    reasons = [watching.finding(each) for each in told if not each.is_warning]
    warnings = [watching.finding(each) for each in told if each.is_warning]
    return Health(silent + reasons, warnings)


def _redis(desk: Backend) -> list[str]:
    try:
        desk.redis.ping()
    except Exception:
        # Whatever the client raises, its own errors or the network's: the store cannot be used.
        log.warning("redis_away", exc_info=True)
        return [words.redis_away()]
    return []


def _silences(desk: Backend, beats: dict[str, Heartbeat], now: datetime) -> list[str]:
    silent = [name for name in desk.web.heartbeats if _is_silent(desk, beats.get(name), now)]
    return [words.silent(name, _age(beats.get(name), now)) for name in silent]


def _is_silent(desk: Backend, beat: Heartbeat | None, now: datetime) -> bool:
    age = _age(beat, now)
    return age is None or age > desk.web.heartbeat_silence


def _scan(desk: Backend, beats: dict[str, Heartbeat], now: datetime, speed: float) -> list[str]:
    most = longest_scan_silence(desk.web.scan_silence, speed)
    age = _age(beats.get("scan"), now)
    return [words.scan_silent(age)] if age is None or age > most else []


def _seen_by_watchdog(beats: dict[str, Heartbeat]) -> list[Finding]:
    """What only the watchdog looks at: things that wait too long, the channel, the disk, a jumping clock."""
    facts = (beats["watchdog"].facts if "watchdog" in beats else None) or {}
    read = [finding_from_json(written) for written in facts.get("findings", [])]
    return [each for each in read if each is not None]


def _own_look(session: Session, now: datetime) -> list[Finding]:
    longest = waiting(session, now)
    seen = Facts(now, now, longest.delivery_at, longest.message_at, longest.inbound_at)
    return [each for each in findings(seen, Thresholds()) if each.trouble in _WAITS]


def _age(beat: Heartbeat | None, now: datetime) -> timedelta | None:
    return None if beat is None else now - beat.beat_at
