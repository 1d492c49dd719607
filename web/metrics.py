"""/metrics for Prometheus: counts and ages, computed at each scrape, and never an identity."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from flask import Blueprint, Flask, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from actions.waiting import oldest_sendable_at
from models.database import Session
from models.queries import balance, files, gauges, machinery, tickets
from rules.stages import OPEN_STATES
from rules.troubles import finding_from_json
from rules.watching import LINE
from web.backend import Backend

_DELIVERY_STATES = ("pending", "held", "sent", "superseded", "failed", "unknown")
_FILE_STATES = ("waiting", "arriving", "kept", "refused", "lost")
_BALANCE_PERIOD = timedelta(days=1)
# Prometheus' own name: its library looks for it when it is imported.
_SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def add_metrics(app: Flask, desk: Backend) -> None:
    """Serve /metrics and count requests by endpoint, method and status, those of the other web processes too."""
    registry = CollectorRegistry()
    registry.register(DeskCollector(desk))
    shared = os.environ.get(_SHARED_FOLDER)
    if shared:
        # Each process counts in a file of its own there; whoever is asked adds them up.
        Path(shared).mkdir(parents=True, exist_ok=True)
        MultiProcessCollector(registry, path=shared)  # type: ignore[no-untyped-call]
    own = None if shared else registry
    requests = Counter("cuiban_http_requests", "HTTP requests", ["endpoint", "method", "status"], registry=own)
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    def scrape() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    @app.after_request
    def count(response: Response) -> Response:
        # The endpoint and not the path: a path may hold a number and would make a series of its own.
        requests.labels(request.endpoint or "none", _method(), str(response.status_code)).inc()
        return response

    app.register_blueprint(routes)


def _method() -> str:
    return request.method if request.method in ("GET", "POST", "HEAD", "OPTIONS") else "other"


class DeskCollector(Collector):
    """Reads the desk's numbers from the database."""

    def __init__(self, desk: Backend) -> None:
        self._desk = desk

    def describe(self) -> Iterable[Metric]:
        """Say nothing beforehand, so that registering needs no database."""
        return []

    def collect(self) -> Iterable[Metric]:
        """Return the numbers of this moment."""
        real_now = self._desk.clock()
        with self._desk.database.reading() as session:
            now = self._desk.desk(session).now
            return [
                _open_tickets(session),
                _gauge("overdue_clocks", "Running clocks past their limit", gauges.count_overdue_clocks(session, now)),
                _deliveries(session, now),
                _gauge("oldest_sendable_seconds", "Age of the oldest unsent delivery", _waits(session, real_now)),
                _gauge("unanswered_inbound", "Messages that wait for an answer", gauges.count_unanswered(session)),
                _files(session, real_now),
                _heartbeats(session, real_now),
                _findings(session),
                *_line(session),
            ]


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"cuiban_{name}", meaning, value=value)


def _open_tickets(session: Session) -> Metric:
    family = GaugeMetricFamily("cuiban_open_tickets", "Open tickets by state", labels=["state"])
    counted = tickets.count_open(session)
    for state in sorted(OPEN_STATES):
        family.add_metric([state], counted.get(state, 0))
    return family


def _deliveries(session: Session, now: datetime) -> Metric:
    family = GaugeMetricFamily("cuiban_deliveries", "Deliveries due in the last day, by state", labels=["state"])
    counted = balance.balance(session, now - _BALANCE_PERIOD, None).by_state
    for state in _DELIVERY_STATES:
        family.add_metric([state], counted.get(state, 0))
    return family


def _files(session: Session, real_now: datetime) -> Metric:
    family = GaugeMetricFamily("cuiban_files", "Files announced in the last day, by state", labels=["state"])
    counted = files.ends_since(session, real_now - _BALANCE_PERIOD)
    for state in _FILE_STATES:
        family.add_metric([state], counted.get(state, 0))
    return family


def _waits(session: Session, real_now: datetime) -> float:
    oldest_at = oldest_sendable_at(session, real_now)
    return 0.0 if oldest_at is None else max((real_now - oldest_at).total_seconds(), 0.0)


def _findings(session: Session) -> Metric:
    meaning = "What the watchdog last found; a trouble keeps the desk from working, a warning does not"
    family = GaugeMetricFamily("cuiban_findings", meaning, labels=["code", "level"])
    watchdog = machinery.heartbeats(session).get("watchdog")
    for written in ((watchdog.facts if watchdog else None) or {}).get("findings", []):
        if (found := finding_from_json(written)) is not None:
            family.add_metric([found.code, "warning" if found.is_warning else "trouble"], 1)
    return family


def _line(session: Session) -> list[Metric]:
    beat = machinery.heartbeats(session).get(LINE)
    if beat is None:
        return []
    is_open = bool((beat.facts or {}).get("open"))
    return [_gauge("line_open", "Whether the AI bot's long connection stands, as last seen", float(is_open))]


def _heartbeats(session: Session, real_now: datetime) -> Metric:
    meaning = "Seconds since the last sign of life; scan is the last finished scan"
    family = GaugeMetricFamily("cuiban_heartbeat_age_seconds", meaning, labels=["name"])
    for name, beat in sorted(machinery.heartbeats(session).items()):
        family.add_metric([name], (real_now - beat.beat_at).total_seconds())
    return family
