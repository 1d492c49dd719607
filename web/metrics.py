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

from actions.desk_clock import desk_time
from models.database import Session
from models.queries import audit, deliveries, gauges, machinery, tickets
from rules.stages import OPEN_STATES
from web.backend import Backend

_DELIVERY_STATES = ("pending", "held", "sent", "superseded", "failed", "unknown")
_BALANCE_PERIOD = timedelta(days=1)
_LOOK_BACK = timedelta(days=7)
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
                _heartbeats(session, real_now),
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
    counted = deliveries.counts_by_state(session, now - _BALANCE_PERIOD, None)
    for state in _DELIVERY_STATES:
        family.add_metric([state], counted.get(state, 0))
    return family


def _waits(session: Session, real_now: datetime) -> float:
    time = desk_time(session, real_now)
    now = time.at(real_now)
    ages = [
        # What was held for the night waits only since its release, which is written in desk time.
        min(real_now - written_at, (now - release_at) / time.speed) if release_at else real_now - written_at
        for written_at, release_at in audit.waiting_since(session, now, now - _LOOK_BACK)
    ]
    return max((age.total_seconds() for age in ages), default=0.0)


def _heartbeats(session: Session, real_now: datetime) -> Metric:
    meaning = "Seconds since the last sign of life; scan is the last finished scan"
    family = GaugeMetricFamily("cuiban_heartbeat_age_seconds", meaning, labels=["name"])
    for name, beat in sorted(machinery.heartbeats(session).items()):
        family.add_metric([name], (real_now - beat.beat_at).total_seconds())
    return family
