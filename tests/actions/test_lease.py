"""Of any number of processes one holds the lease, and one that slept finds that it does not any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from actions.lease import HELD_FOR, Held
from models.database import Database

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
LONG = HELD_FOR.total_seconds()
Make = Callable[..., "Process"]


class Process(Held):
    """A process on a machine of its own, whose clocks agree with nobody's."""

    def __init__(self, database: Database, holder: str, seconds: float = 0.0) -> None:
        self.seconds = seconds
        super().__init__(database, "line", holder, lambda: NOW, lambda: self.seconds)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def test_the_first_takes_it_and_the_second_stands_by(database: Database) -> None:
    first, second = Process(database, "a"), Process(database, "b", 5000.0)
    assert first.seek() and not second.seek()
    for _ in range(10):
        first.seconds, second.seconds = first.seconds + 5, second.seconds + 5
        assert first.renew() and not second.seek() and not second.is_held()


def test_who_does_not_renew_has_lost_it_before_another_takes_it(database: Database) -> None:
    first, second = Process(database, "a"), Process(database, "b", 5000.0)
    first.seek(), second.seek()
    second.seconds += LONG
    first.seconds += LONG
    assert not first.is_held() and not second.seek()
    second.seconds += 2.5
    assert second.seek() and second.token == 2


def test_one_that_was_stopped_finds_its_token_stale(database: Database) -> None:
    first, second = Process(database, "a"), Process(database, "b")
    first.seek(), second.seek()
    second.seconds += LONG + 3
    assert second.seek()
    # It believes for as long as its own clock lets it; the other's took longer.
    first.seconds += LONG + 3
    assert not first.is_held() and not first.renew() and first.token is None
    assert not first.seek()


def test_another_process_of_the_same_installation_goes_on_at_once(database: Database) -> None:
    Process(database, "a").seek()
    again = Process(database, "a")
    assert again.seek() and again.token == 2


def test_what_is_let_go_is_taken_at_once(database: Database) -> None:
    first, second = Process(database, "a"), Process(database, "b")
    first.seek()
    first.let_go()
    assert not first.is_held() and second.seek()


def test_of_two_that_wait_for_it_one_gets_it(database: Database) -> None:
    first, second = Process(database, "a"), Process(database, "b")
    Process(database, "c").seek()
    for each in (first, second):
        each.seek()
        each.seconds += LONG + 3
    assert [first.seek(), second.seek()] == [True, False]


def test_a_program_that_may_not_work_lets_go(database: Database) -> None:
    first, second = Process(database, "a"), Process(database, "b")
    first.seek()
    first.may_hold = lambda: False
    first.seconds += 5
    assert not first.renew() and second.seek()
