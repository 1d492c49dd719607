"""Opens the database and its transactions, alike for SQLite and PostgreSQL."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import (
    DatabaseError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from sqlalchemy.orm import Session

from models.orm import Constant

__all__ = [
    "Database",
    "DatabaseError",
    "IntegrityError",
    "OperationalError",
    "Session",
    "says_nothing_of_its_subject",
]


def says_nothing_of_its_subject(error: BaseException) -> bool:
    """Tell whether an error means that the database is away, full or damaged, whatever was being worked on."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError | InterfaceError | InternalError) or type(error) is DatabaseError


_EMPTY: dict[str, Callable[[], Any]] = {"null": lambda: None, "[]": list, "{}": dict}


def _read_json(text: str) -> Any:
    """Read a JSON column; most of them are empty, and a list of tickets reads hundreds."""
    empty = _EMPTY.get(text)
    return empty() if empty else json.loads(text)


def _write_json(value: Any) -> str:
    """Write a JSON column, the empty ones and what many rows share at once."""
    if isinstance(value, Constant):
        return value.written
    if not value and isinstance(value, list | dict):
        return "{}" if isinstance(value, dict) else "[]"
    return json.dumps(value)


# Any number will do, as long as every process of the installation uses the same.
_WRITER_LOCK = 20261118
# Whoever does nothing for longer in the middle of a writing transaction stands still, and must not hold up the others.
_IDLE_SECONDS = 30.0
_STOOD_STILL = "25P03"


class Database:
    """One engine and its two kinds of transaction.

    A writing transaction takes the one write lock when it begins (SQLite: BEGIN IMMEDIATE, PostgreSQL: an
    advisory lock), so that what is read, decided and written belongs together on both. A read that later turns
    into a write fails on SQLite under load whatever the busy timeout.
    """

    def __init__(self, url: str, *, wait_seconds: float = 10.0) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite(url, wait_seconds) if self.is_sqlite else _postgresql(url, wait_seconds)
        self._writing, self._wait_seconds = threading.Lock(), wait_seconds
        self._reading = self.engine.execution_options(cuiban_reading=True)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a writing transaction: committed at the end, rolled back on any exception."""
        with self._turn(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let the threads of one process write in turn: SQLite only polls for its lock, and some would starve."""
        if not self.is_sqlite:
            yield
            return
        if not self._writing.acquire(timeout=self._wait_seconds):
            raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError("another thread is writing"))
        try:
            yield
        finally:
            self._writing.release()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that only reads and takes no write lock."""
        with Session(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Open a session that only reads, and in which every statement sees the database as it was at the first one."""
        # SQLite reads so in any transaction; PostgreSQL only when it is asked to.
        engine = self._reading if self.is_sqlite else self._reading.execution_options(isolation_level="REPEATABLE READ")
        with Session(engine, expire_on_commit=False, autoflush=False) as session:
            yield session
            session.rollback()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _sqlite(url: str, wait_seconds: float) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        hide_parameters=True,
        json_serializer=_write_json,
        json_deserializer=_read_json,
        connect_args={"timeout": wait_seconds, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(wait_seconds * 1000)}")
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("cuiban_reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: str, wait_seconds: float) -> Engine:
    milliseconds = int(wait_seconds * 1000)
    options = f"-c lock_timeout={milliseconds} -c statement_timeout={milliseconds * 3} -c timezone=UTC"
    engine = create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,
        json_serializer=_write_json,
        json_deserializer=_read_json,
        connect_args={"options": options, "connect_timeout": max(1, int(wait_seconds))},
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # One writer at a time, as with SQLite: what a scan or a command has read stays true until it commits.
        if not connection.get_execution_options().get("cuiban_reading"):
            idle = f"set_config('idle_in_transaction_session_timeout', '{int(_IDLE_SECONDS * 1000)}', true)"
            connection.exec_driver_sql(f"SELECT {idle}, pg_advisory_xact_lock({_WRITER_LOCK})")

    @event.listens_for(engine, "handle_error")
    def _stood_still(context: ExceptionContext) -> Exception | None:
        # To the driver that is an internal error; to whoever meant to write the database was away.
        problem = context.original_exception
        stood_still = getattr(problem, "sqlstate", None) == _STOOD_STILL
        return OperationalError(context.statement, None, problem) if stood_still else None

    return engine
