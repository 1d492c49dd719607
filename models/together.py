"""Stores rows at once, or many of them together: then ids are given ahead and each table is written in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Column, Dialect, Table, func, select, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from models.database import Session
from models.orm import UtcDateTime
from models.ticket import Ticket

_KEY = "cuiban_together"


class _Together:
    """The rows of a session that wait to be written. Nobody else writes meanwhile: the transaction has the lock.

    Nobody may look for them in the session before that, nor have it write what is changed on them afterwards.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids: dict[type[Any], Iterator[int]] = {}
        self._last: dict[type[Any], int] = {}
        self._waiting: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
        self._moments: Callable[[Any], Any] | None = None

    def take(self, row: Any) -> None:
        row.id = self.note(type(row), row.__dict__)
        if isinstance(row, Ticket) and row.caller is not None:
            row.caller.ticket_id = row.id
            self.take(row.caller)

    def note(self, kind: type[Any], values: dict[str, Any]) -> int:
        if kind not in self._ids:
            self._ids[kind] = count((self._session.scalar(select(func.max(kind.id))) or 0) + 1)
        values["id"] = self._last[kind] = next(self._ids[kind])
        self._waiting[kind].append(values)
        return self._last[kind]

    def settle(self) -> None:
        for kind, last in self._last.items():
            if self._session.get_bind().dialect.name == "postgresql":
                # The sequence has not seen the ids that were given here.
                table = kind.__tablename__
                self._session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))
        self._session.flush()
        # What the others refer to comes first.
        for kind in sorted(self._waiting, key=lambda kind: kind is not Ticket):
            self._write(kind, self._waiting[kind])

    def _write(self, kind: type[Any], rows: list[dict[str, Any]]) -> None:
        """Write rows column by column, past the unit of work: those that leave out the same ones together."""
        table, connection = kind.__table__, self._session.connection()
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            alike[tuple(row)].append(row)
        for given, some in alike.items():
            names = [name for name in given if name in table.columns]
            values = zip(*map(itemgetter(*names), some), strict=True)
            ready = {name: self._ready(table.columns[name], each) for name, each in zip(names, values, strict=True)}
            left_out = [column for column in table.columns if column.key not in ready]
            ready |= {column.key: [_default(column)] * len(some) for column in left_out}
            connection.exec_driver_sql(
                _insert(table, list(ready), connection.dialect), list(zip(*ready.values(), strict=True))
            )

    def _ready(self, column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
        """Return what the database is given of one column."""
        dialect = self._session.connection().dialect
        process = column.type.dialect_impl(dialect).bind_processor(dialect)
        if process is None:
            return values
        if isinstance(column.type, JSON):
            # Nothing, written as JSON, is its own null.
            return [process(value) for value in values]
        if isinstance(column.type, UtcDateTime):
            # One moment stands in many places of an order.
            self._moments = self._moments or cache(process)
            return [None if value is None else self._moments(value) for value in values]
        return [None if value is None else process(value) for value in values]


def _default(column: Column[Any]) -> Any:
    return column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None


def _insert(table: Table, names: Sequence[str], dialect: Dialect) -> str:
    quoted = ", ".join(dialect.identifier_preparer.format_column(table.columns[name]) for name in names)
    places = ", ".join(["?" if dialect.name == "sqlite" else "%s"] * len(names))
    return f"INSERT INTO {dialect.identifier_preparer.format_table(table)} ({quoted}) VALUES ({places})"  # noqa: S608 - our own names


def store(session: Session, row: Any) -> None:
    """Add a row and give it its id, now; within `stored_together` it is written when that ends."""
    together = session.info.get(_KEY)
    if together is None:
        session.add(row)
        session.flush()
    else:
        together.take(row)


def store_values(session: Session, kind: type[Any], values: dict[str, Any]) -> int:
    """Add a row nobody will look at in this session, and return its id; made of plain values it costs a fraction."""
    together: _Together | None = session.info.get(_KEY)
    if together is not None:
        return together.note(kind, values)
    session.flush()
    table = kind.__table__
    return int(session.execute(table.insert().values(values).returning(table.c.id)).scalar_one())


def is_together(session: Session) -> bool:
    """Tell whether rows wait to be written together: what refers to none of them need not wait."""
    return _KEY in session.info


@contextmanager
def stored_together(session: Session) -> Iterator[None]:
    """Let rows wait and write them in one go at the end; nothing is written when an exception leaves it."""
    together = session.info[_KEY] = _Together(session)
    try:
        with session.no_autoflush:
            yield
            together.settle()
    finally:
        del session.info[_KEY]
