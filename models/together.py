"""Stores rows at once, or many of them together: then ids are given ahead and each table is written in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import func, inspect, select, text

from models.database import Session
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
        columns = inspect(kind).column_attrs.keys()
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for values in rows:
            names = tuple([name for name in columns if name in values])
            alike[names].append({name: values[name] for name in names})
        for some in alike.values():
            # Past the unit of work: it would write row by row, whichever columns each of them leaves empty.
            self._session.connection().execute(kind.__table__.insert(), some)


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
