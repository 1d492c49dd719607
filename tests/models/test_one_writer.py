"""One writer at a time on either database: what a scan has read stays true until it commits."""

from __future__ import annotations

import pytest

from models.database import Database, OperationalError, says_nothing_of_its_subject


def test_second_writing_transaction_waits_for_the_first(database_url: str) -> None:
    first, second = Database(database_url), Database(database_url, wait_seconds=0.1)
    try:
        with first.transaction() as writing:
            # The lock is taken with the first statement, before anything is read.
            writing.connection()
            with pytest.raises(OperationalError), second.transaction() as session:
                session.connection()
        with second.transaction() as session:
            session.connection()
    finally:
        first.close()
        second.close()


def test_reading_does_not_wait_for_a_writer(database_url: str) -> None:
    first, second = Database(database_url), Database(database_url, wait_seconds=0.1)
    try:
        with first.transaction() as writing, second.reading() as session:
            writing.connection()
            assert session.connection() is not None
    finally:
        first.close()
        second.close()


def test_thread_that_waited_too_long_is_refused_like_a_process(database_url: str) -> None:
    database = Database(database_url, wait_seconds=0.1)
    try:
        with database.transaction() as writing:
            writing.connection()
            with pytest.raises(OperationalError), database.transaction() as session:
                session.connection()
    finally:
        database.close()


def test_postgresql_ends_a_writer_that_stands_still(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.database._IDLE_SECONDS", 0.2)
    frozen, other = Database(postgres_url), Database(postgres_url, wait_seconds=5)
    try:
        with pytest.raises(OperationalError) as ended, frozen.transaction() as session:
            session.connection()
            with other.transaction() as meanwhile:
                assert meanwhile.connection() is not None
            session.connection().exec_driver_sql("SELECT 1")
        assert says_nothing_of_its_subject(ended.value), ended.value
        with frozen.transaction() as session:
            assert session.connection() is not None
    finally:
        frozen.close()
        other.close()
