"""Long work that beats is not taken for dead, and one that is over, or fails, beats no more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from models.database import Database
from models.queries import machinery
from runtime.beating import beating

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    opened.close()


class Ticks:
    """A clock that is a minute later whenever it is asked, breaks when told to, and lets one wait for its asking."""

    def __init__(self, *, breaks_at: int = 0) -> None:
        self.n, self.breaks_at, self._asked = 0, breaks_at, threading.Condition()

    def __call__(self) -> datetime:
        with self._asked:
            self.n += 1
            self._asked.notify_all()
            if self.n == self.breaks_at:
                raise RuntimeError("planted")
            return START + timedelta(minutes=self.n)

    def wait_for(self, n: int) -> None:
        with self._asked:
            assert self._asked.wait_for(lambda: self.n >= n, timeout=20)


def beat_at(database: Database) -> datetime | None:
    with database.reading() as session:
        beat = machinery.heartbeats(session).get("worker:reports")
        return beat.beat_at if beat else None


def test_work_beats_at_once_and_again_until_it_is_over(database: Database) -> None:
    ticks = Ticks()
    with beating(database, "worker:reports", ticks, every_seconds=0.01):
        assert beat_at(database) is not None
        ticks.wait_for(3)
    last = beat_at(database)
    assert last == START + timedelta(minutes=ticks.n) and ticks.n >= 3
    assert [each.name for each in threading.enumerate() if each.name == "beat-worker:reports"] == []


def test_a_beat_that_fails_ends_neither_the_work_nor_the_beats_after_it(database: Database) -> None:
    ticks = Ticks(breaks_at=2)
    with beating(database, "worker:reports", ticks, every_seconds=0.01):
        ticks.wait_for(4)
    assert (beat_at(database) or START) >= START + timedelta(minutes=3)


def test_work_that_raises_ends_its_beats(database: Database) -> None:
    ticks = Ticks()
    with pytest.raises(ZeroDivisionError), beating(database, "worker:reports", ticks, every_seconds=20):
        raise ZeroDivisionError
    assert ticks.n == 1
    assert [each.name for each in threading.enumerate() if each.name == "beat-worker:reports"] == []
