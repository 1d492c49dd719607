"""Databases that nobody has migrated, and rows for every table of whatever revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Float, Integer, LargeBinary, MetaData, insert
from sqlalchemy import inspect as look
from sqlalchemy.types import TypeEngine

_START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
_SKIPPED = {"alembic_version"}
Rows = dict[str, list[tuple[Any, ...]]]


@contextmanager
def bare_url(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the URL of a database of a kind in which there is nothing at all."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/bare.db"
        return
    server = request.getfixturevalue("postgres_server")
    url = server.take_bare()
    yield url
    server.drop(url)


def tables_of(connection: Connection) -> MetaData:
    """Return the tables as they stand in the database."""
    found = MetaData()
    found.reflect(connection)
    return found


def fill(connection: Connection, known: MetaData, rounds: range) -> None:
    """Insert a row into every table for each round, with every column of `known` filled."""
    for table in known.sorted_tables:
        if table.name not in _SKIPPED:
            for number in rounds:
                connection.execute(
                    insert(table).values({c.name: _value(c, number) for c in table.columns if _is_given(c)})
                )


def _is_given(column: Column[Any]) -> bool:
    """Tell whether the database does not count a column by itself."""
    is_alone = len(column.table.primary_key) == 1
    is_counted = column.primary_key and is_alone and isinstance(column.type, Integer)
    return bool(column.foreign_keys) or not is_counted


def _value(column: Column[Any], number: int) -> Any:
    if column.foreign_keys:
        [key] = column.foreign_keys
        return number if key.column.table is not column.table else None
    makers: list[tuple[type[TypeEngine[Any]], Callable[[], Any]]] = [
        (Boolean, lambda: number % 2 == 0),
        (Integer, lambda: number),
        (Float, lambda: number / 2),
        (DateTime, lambda: _START + timedelta(minutes=number)),
        (Date, lambda: (_START + timedelta(days=number)).date()),
        (LargeBinary, lambda: f"sealed {column.name} {number}".encode()),
        (JSON, lambda: {"row": number}),
    ]
    for kind, make in makers:
        if isinstance(column.type, kind):
            return make()
    return f"{number}{column.name}"[: getattr(column.type, "length", None) or 20]


def rows_of(connection: Connection, known: MetaData) -> Rows:
    """Return every row of the tables of `known`, in their columns of then."""
    there = set(look(connection).get_table_names())
    found: Rows = {}
    for table in known.sorted_tables:
        assert table.name in there, f"{table.name} is gone"
        rows = connection.execute(table.select().order_by(*table.primary_key.columns))
        found[table.name] = [tuple(row) for row in rows]
    return found
