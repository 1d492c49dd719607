"""The ground the tests stand on holds: real servers, fresh databases, and guards that bite."""

from __future__ import annotations

import socket
import time

import pytest
import redis
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm import Session

from models.department import Department
from tests.guards import watched


def test_valkey_is_real_and_empty(valkey_url: str) -> None:
    client = redis.Redis.from_url(valkey_url)
    assert client.dbsize() == 0
    client.set("left", "behind")
    assert client.info("server")["server_name"] == "valkey"


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_a_migrated_empty_database(database_url: str, turn: int) -> None:
    engine = create_engine(database_url)
    try:
        with engine.begin() as connection:
            assert {"tickets", "clocks", "deliveries"} <= set(inspect(connection).get_table_names())
            connection.execute(text(f"CREATE TABLE only_in_this_test_{turn} (id INTEGER)"))
            assert f"only_in_this_test_{3 - turn}" not in inspect(connection).get_table_names()
    finally:
        engine.dispose()


def test_long_sleep_is_an_offence() -> None:
    with watched() as offences:
        time.sleep(0.1)
        assert offences == []
        time.sleep(5)
        assert offences == ["the test slept 5 s; move desk time or wait for a condition instead"]
        offences.clear()


def test_connection_to_another_machine_is_an_offence() -> None:
    with watched() as offences, socket.socket() as outside:
        with pytest.raises(ConnectionRefusedError):
            outside.connect(("192.0.2.1", 80))
        assert offences == ["the test opened a connection to 192.0.2.1; only this machine is allowed"]
        offences.clear()


def test_text_longer_than_its_column_is_an_offence(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    with watched() as offences, Session(engine) as session:
        session.add(Department(name="青禾家园社区", kind="x" * 21))
        session.flush()
        assert offences == [f"Department.kind holds 20 characters, not the 21 of {'x' * 21!r}"]
        offences.clear()
    engine.dispose()
