"""The invented year is realistic enough to measure on: coherent lives, planted hot spots, no identity in the open."""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.journal import digest_of
from benchmarks.township.copies import copy_back
from benchmarks.township_year import Plan, Year, fill
from models.database import Database
from models.event import Event
from models.sealing import Keyring, install_keyring
from tests.servers import SqliteTemplate
from tests.township import RULES

_STAGES = ("first_dispatched_at", "signed_at", "verified_at", "assigned_at")
_LATER = ("accepted_at", "contacted_at", "resolved_at", "replied_at", "archived_at")


@pytest.fixture(scope="module")
def rows(small_year: tuple[Path, Year]) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(small_year[0])
    yield connection
    connection.close()


def test_each_order_goes_its_way_in_order(rows: sqlite3.Connection) -> None:
    for ways in (_STAGES, ("assigned_at", *_LATER)):
        for earlier, later in itertools.pairwise(ways):
            query = f"SELECT count(*) FROM tickets WHERE {later} < {earlier}"
            assert rows.execute(query).fetchone() == (0,), (earlier, later)


def test_calls_come_by_day_and_on_weekdays(rows: sqlite3.Connection) -> None:
    hours = Counter(
        dict(rows.execute("SELECT strftime('%H', reported_at, '+8 hours'), count(*) FROM tickets GROUP BY 1"))
    )
    assert sum(hours[f"{hour:02}"] for hour in range(8, 12)) > 4 * sum(hours[f"{hour:02}"] for hour in range(6))
    days = dict(rows.execute("SELECT strftime('%w', reported_at, '+8 hours'), count(*) FROM tickets GROUP BY 1"))
    assert days["1"] > days["0"]


def test_some_run_late_and_only_what_the_contract_fines_is_a_breach(rows: sqlite3.Connection) -> None:
    counts = "sum(missed_at IS NOT NULL) * 100.0 / count(*), sum(breached_at IS NOT NULL)"
    query = f"SELECT stage, {counts} FROM clocks GROUP BY 1"
    late = {stage: (share, breaches) for stage, share, breaches in rows.execute(query)}
    assert 0.2 < late["sign"][0] < 5 and late["sign"][1] and late["platform_reply"][1]
    assert 2 < late["handle"][0] < 25 and not late["handle"][1]


def test_the_hotline_calls_back_on_its_own(rows: sqlite3.Connection) -> None:
    valid, answered = rows.execute(
        "SELECT count(*) FILTER (WHERE is_valid), count(*) FILTER (WHERE satisfied = '满意') FROM official_callbacks"
    ).fetchone()
    assert valid > 60 and 0.5 * valid < answered < valid


def test_hot_spots_are_planted_with_all_their_orders(rows: sqlite3.Connection, small_year: tuple[Path, Year]) -> None:
    assert len(small_year[1].hot_spots) >= 4
    for spot in small_year[1].hot_spots:
        assert len(spot.ticket_nos) == spot.planted.n_calls
        places = {
            key
            for number in spot.ticket_nos
            for (key,) in rows.execute("SELECT place_key FROM tickets WHERE ticket_no = ?", [number])
        }
        assert len(places) == 1 or spot.planted.place is None


def test_no_name_and_no_phone_stands_in_the_open(small_year: tuple[Path, Year], rows: sqlite3.Connection) -> None:
    install_keyring(Keyring([b"k" * 32]))
    assert b"1390000" not in small_year[0].read_bytes()
    for content, address in rows.execute("SELECT content, address FROM tickets"):
        assert "室" not in address and "电话：" not in content


def test_each_event_has_the_digest_of_what_it_says(small_year: tuple[Path, Year]) -> None:
    install_keyring(Keyring([b"k" * 32]))
    database = Database(f"sqlite:///{small_year[0]}")
    with database.reading() as session:
        events = session.query(Event).filter(Event.id % 97 == 0).all()
        assert len(events) > 50 and all(event.digest == digest_of(event) for event in events)
    database.close()


def test_the_same_seed_invents_the_same(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    install_keyring(Keyring([b"k" * 32]))
    told = []
    for name in ("one", "other"):
        database = Database(sqlite_template.copy_to(tmp_path / f"{name}.db"))
        fill(database, RULES, Plan(n_tickets=40, n_days=10, seed=3))
        database.close()
        with sqlite3.connect(tmp_path / f"{name}.db") as connection:
            told.append(
                connection.execute("SELECT ticket_no, state, content, replied_at FROM tickets ORDER BY id").fetchall()
            )
    assert told[0] == told[1] and len(told[0]) >= 40


def test_many_years_are_copies_of_one(year_url: str) -> None:
    database = Database(year_url)
    copy_back(database, [52, 104])
    database.close()
    with sqlite3.connect(year_url.removeprefix("sqlite:///")) as connection:
        years = dict(connection.execute("SELECT substr(ticket_no, 1, 4), count(*) FROM tickets GROUP BY 1"))
        assert years["2024"] == years["2025"] == years["2026"]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        late = "SELECT sum(missed_at IS NOT NULL), count(DISTINCT stage) FROM clocks WHERE started_at < '2025-01-01'"
        assert connection.execute(late).fetchone() > (10, 7)
        running = "SELECT count(*) FROM clocks WHERE stopped_at IS NULL AND started_at < '2026-01-01'"
        assert connection.execute(running).fetchone() == (0,)
