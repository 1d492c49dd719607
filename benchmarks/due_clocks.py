"""How long the scan takes to find what is due among a million clocks, and the auditor what was overlooked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, literal, select
from sqlalchemy.types import DateTime

from benchmarks.measured import Measured, median_seconds
from benchmarks.places import KINDS, database
from models.clock import Clock
from models.database import Database
from models.queries.audit import unfired_query
from models.queries.clocks import due_clocks_query
from models.sealing import Keyring, install_keyring

_GOAL_MS = 1.0
_N_CLOCKS, _N_FEW, _N_DUE = 1_000_000, 10_000, 50
_N_TIMES = 200
_NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def measure() -> Iterator[Measured]:
    """Yield the time among few and among many clocks, on both databases."""
    install_keyring(Keyring([b"k" * 32]))
    for kind in KINDS:
        with tempfile.TemporaryDirectory(prefix="cuiban-bench-", dir="/tmp") as name, database(kind, Path(name)) as url:
            yield from _on(kind, Database(url))


def _on(kind: str, opened: Database) -> Iterator[Measured]:
    for n_clocks in (_N_FEW, _N_CLOCKS):
        _fill(opened, n_clocks)
        took_ms = _finding(opened) * 1000
        what = f"finding {_N_DUE} due among {n_clocks:,} clocks, {kind}"
        yield Measured(what, f"< {_GOAL_MS:g} ms", f"{took_ms:.2f} ms", took_ms < _GOAL_MS)
        took_ms = _auditing(opened) * 1000
        what = f"auditing {_N_DUE} overlooked among {n_clocks:,} clocks, {kind}"
        yield Measured(what, f"< {_GOAL_MS:g} ms", f"{took_ms:.2f} ms", took_ms < _GOAL_MS)
    opened.close()


def _finding(opened: Database) -> float:
    """Return the median time of the scan's query, rows fetched, on an open connection."""
    with opened.engine.connect() as connection:
        query = due_clocks_query(_NOW, 200)
        assert len(connection.execute(query).all()) == _N_DUE
        return median_seconds(lambda: connection.execute(query).all(), _N_TIMES)


def _auditing(opened: Database) -> float:
    """Return the median time of the auditor's query, rows fetched, on an open connection."""
    with opened.engine.connect() as connection:
        query = unfired_query(_NOW, _NOW, 200)
        assert len(connection.execute(query).all()) == _N_DUE
        return median_seconds(lambda: connection.execute(query).all(), _N_TIMES)


def _fill(opened: Database, n_clocks: int) -> None:
    """Grow the table to `n_clocks` running clocks by doubling, each time later ones; fifty stay due."""
    table = Clock.__table__
    later_ones = ("seq", "due_at", "look_again_at")
    copied = [column for column in table.columns if column.name not in ("id", *later_ones)]
    with opened.transaction() as session:
        have = session.query(Clock).count()
        if not have:
            session.execute(insert(Clock), [_clock(number) for number in range(_N_DUE)])
            have = _N_DUE
        later = _NOW
        while have < n_clocks:
            more = min(have, n_clocks - have)
            later += timedelta(hours=1)
            then = literal(later, DateTime(timezone=True))
            rows = select(*copied, table.c.seq + have, then, then).limit(more)
            names = [*(column.name for column in copied), *later_ones]
            session.execute(insert(Clock).from_select(names, rows))
            have += more
    with opened.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def _clock(number: int) -> dict[str, object]:
    at = _NOW - timedelta(seconds=number)
    lists: dict[str, object] = {"policy": {}, "fired": [], "postponed": [], "reasons": []}
    return {"stage": "handle", "seq": number, "started_at": at, "due_at": at, "look_again_at": at, **lists}
