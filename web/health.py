"""/healthz and /readyz: whether this process lives, and whether the whole desk works."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from flask import Blueprint, Response, jsonify

from models.database import OperationalError, Session
from models.machinery import Heartbeat
from models.migrate import current_revision, newest_revision
from models.queries import deliveries, inbox, machinery
from texts import health as words
from web.backend import Backend

log = structlog.get_logger("health")


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
    with desk.database.reading() as session:
        now = desk.clock()
        beats = machinery.heartbeats(session)
        return [*_silences(desk, beats, now), *_scan(desk, beats, now), *_waiting(desk, session, now)]


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


def _scan(desk: Backend, beats: dict[str, Heartbeat], now: datetime) -> list[str]:
    age, jump_age = _age(beats.get("scan"), now), _age(beats.get("clock_jump"), now)
    if age is not None and age <= desk.web.scan_silence:
        return []
    jumped = jump_age is not None and (age is None or jump_age < age)
    return [words.scan_silent(age), *([words.held_by_clock_jump()] if jumped else [])]


def _waiting(desk: Backend, session: Session, now: datetime) -> list[str]:
    found = []
    sendable_at = deliveries.oldest_sendable_at(session, desk.desk(session).now)
    if sendable_at is not None and now - sendable_at > desk.web.oldest_delivery:
        found.append(words.delivery_waits(now - sendable_at))
    inbound_at = inbox.oldest_unanswered_at(session)
    if inbound_at is not None and now - inbound_at > desk.web.inbound_unanswered:
        found.append(words.inbound_waits(now - inbound_at))
    return found


def _age(beat: Heartbeat | None, now: datetime) -> timedelta | None:
    return None if beat is None else now - beat.beat_at
