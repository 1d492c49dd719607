"""What may be there once only: the database says so itself, on either kind, to whoever did not look before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from models.clock import Clock
from models.database import Database
from models.department import Department
from models.inbox import InboxRow
from models.machinery import Tick
from models.once import store_once
from models.queries import inbox, machinery
from models.sealing import Keyring, install_keyring
from models.ticket import Ticket

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    install_keyring(Keyring([b"k" * 32]))
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def kept(database: Database) -> Database:
    """A database with ticket 1 and unit 1."""
    keep(database, ticket(), Department(id=1, name="城管队", kind="department"))
    return database


def keep(database: Database, *rows: Any) -> None:
    with database.transaction() as session:
        session.add_all(rows)


def ticket(round_number: int = 1, platform: str = "12345") -> Ticket:
    known = {"category_path": [], "special_flags": [], "missing": [], "deadline_reasons": [], "created_at": NOW}
    return Ticket(platform=platform, ticket_no="BJ4512", tail="4512", round=round_number, state="new", **known)


def clock(stage: str, *, ticket_id: int | None = None, department_id: int | None = None, seq: int = 1) -> Clock:
    kept: dict[str, Any] = {"started_at": NOW, "due_at": NOW, "policy": {}, "fired": [], "postponed": [], "reasons": []}
    return Clock(stage=stage, ticket_id=ticket_id, department_id=department_id, seq=seq, **kept)


def message(external_id: str = "m1", source: str = "aibot") -> InboxRow:
    return InboxRow(source=source, external_id=external_id, received_at=NOW, sender="agent", message="收到")


def n_rows(database: Database, kind: type[Any]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.mark.parametrize(
    "key",
    [
        {"stage": "handle", "ticket_id": 1, "department_id": 1},
        {"stage": "sign", "ticket_id": 1, "department_id": None},
        {"stage": "patrol", "ticket_id": None, "department_id": None},
    ],
    ids=["of a unit", "of the desk", "without a ticket"],
)
def test_same_clock_is_never_opened_twice(kept: Database, key: dict[str, Any]) -> None:
    keep(kept, clock(**key))
    with pytest.raises(IntegrityError):
        keep(kept, clock(**key))
    keep(kept, clock(**key, seq=2))
    assert n_rows(kept, Clock) == 2


def test_ticket_has_its_number_once_in_each_round(kept: Database) -> None:
    with pytest.raises(IntegrityError):
        keep(kept, ticket())
    keep(kept, ticket(round_number=2), ticket(platform="区平台"))
    assert n_rows(kept, Ticket) == 3


def test_message_is_stored_once_by_whoever_comes_first(database: Database) -> None:
    stored = []
    for row in (message(), message(), message("m2"), message(source="app")):
        with database.transaction() as session:
            stored.append(inbox.insert_once(session, row) is not None)
    assert stored == [True, False, True, True]
    assert n_rows(database, InboxRow) == 3


def test_tick_is_given_to_the_first_who_asks(database: Database) -> None:
    given = []
    for slot in (7, 7, 8):
        with database.transaction() as session:
            given.append(machinery.give_tick(session, "scan", slot, NOW))
    assert given == [True, False, True]


def test_tick_is_given_once_even_to_two_who_both_found_it_free(database: Database) -> None:
    stored = []
    for later in (0, 1):
        with database.transaction() as session:
            stored.append(store_once(session, Tick(name="scan", slot=7, given_at=NOW + timedelta(seconds=later))))
    assert stored == [True, False]
    assert n_rows(database, Tick) == 1
