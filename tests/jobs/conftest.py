"""What the tests of the ticking processes share: a whole installation under a watchdog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.directory import load_directory
from config import load
from tests.installation import CONFIG
from tests.jobs.bench import DIRECTORY, HEARTBEAT, Bench
from wiring import build


@pytest.fixture
def bench(tmp_path: Path, database_url: str) -> Iterator[Bench]:
    """On each kind of database."""
    yield from _bench(tmp_path, database_url)


@pytest.fixture
def small_bench(tmp_path: Path, sqlite_url: str) -> Iterator[Bench]:
    """Where the database does not matter."""
    yield from _bench(tmp_path, sqlite_url)


def _bench(folder: Path, url: str) -> Iterator[Bench]:
    holidays = folder / "var" / "holidays"
    holidays.mkdir(parents=True)
    (holidays / "2027.json").write_text('{"off": ["2027-01-01"], "work": []}', encoding="utf-8")
    path = folder / "config.toml"
    path.write_text(CONFIG.format(url=url) + HEARTBEAT, encoding="utf-8")
    runtime = build(load(path))
    with runtime.database.transaction() as session:
        load_directory(session, DIRECTORY)
    yield Bench(runtime)
    runtime.database.close()
