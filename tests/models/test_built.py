"""A query that is built once looks for the values of each time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models.database import Database
from models.machinery import Heartbeat
from models.queries import machinery, set_aside
from models.set_aside import Undertaking

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)


def test_query_built_once_finds_what_it_is_asked_for_each_time(database_url: str) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        session.add_all(Undertaking(kind=kind, subject_ids=[], until=NOON) for kind in ("round", "round", "clock"))
        session.add(Heartbeat(name="scan", beat_at=NOON))
    for _ in range(2):
        with database.reading() as session:
            assert [len(set_aside.undertakings(session, kind)) for kind in ("round", "clock", "message")] == [2, 1, 0]
            assert list(machinery.heartbeats(session)) == ["scan"]
    database.close()


def test_query_built_once_never_looks_for_what_equals_nothing() -> None:
    with pytest.raises(ValueError, match="nothing equals NULL"):
        set_aside._open_fault("clock", None)  # type: ignore[arg-type]
