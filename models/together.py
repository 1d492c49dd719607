"""Stores rows at once, or many of them together: then ids are given ahead and one flush writes them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import func, insert, inspect, select, text

from models.database import Session
from models.ticket import Ticket

_KEY = "cuiban_together"


class _Together:
    """The rows of a session that wait for their flush. Nobody else writes meanwhile: the transaction has the lock."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids: dict[type[Any], Iterator[int]] = {}
        self._last: dict[type[Any], int] = {}
        self._waiting: list[Any] = []

    def take(self, row: Any) -> None:
        kind = type(row)
        if kind not in self._ids:
            self._ids[kind] = count((self._session.scalar(select(func.max(kind.id))) or 0) + 1)
        row.id = self._last[kind] = next(self._ids[kind])
        self._waiting.append(row)

    def settle(self) -> None:
        for kind, last in self._last.items():
            if self._session.get_bind().dialect.name == "postgresql":
                # The sequence has not seen the ids that were given here.
                table = kind.__tablename__
                self._session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))
        # What the others refer to is flushed first; those nobody will look at again need no unit of work.
        self._session.add_all(row for row in self._waiting if isinstance(row, Ticket))
        self._session.flush()
        alike: dict[tuple[type[Any], frozenset[str]], list[dict[str, Any]]] = defaultdict(list)
        for row in self._waiting:
            if not isinstance(row, Ticket):
                columns = inspect(type(row)).column_attrs.keys()
                values = {name: value for name, value in row.__dict__.items() if name in columns}
                alike[type(row), frozenset(values)].append(values)
        for (kind, _), rows in alike.items():
            self._session.execute(insert(kind), rows)


def store(session: Session, row: Any) -> None:
    """Add a row and give it its id, now; within `stored_together` it is written when that ends."""
    together = session.info.get(_KEY)
    if together is None:
        session.add(row)
        session.flush()
    else:
        together.take(row)


def is_together(session: Session) -> bool:
    """Tell whether rows wait to be written together: what refers to none of them need not wait."""
    return _KEY in session.info


@contextmanager
def stored_together(session: Session) -> Iterator[None]:
    """Let rows wait and write them with one flush at the end; nothing is written when an exception leaves it."""
    together = session.info[_KEY] = _Together(session)
    try:
        with session.no_autoflush:
            yield
            together.settle()
    finally:
        del session.info[_KEY]
