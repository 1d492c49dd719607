"""One writer at a time on either database: what a scan has read stays true until it commits."""

from __future__ import annotations

import pytest

from models.database import Database, OperationalError


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
