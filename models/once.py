"""Stores a row unless its like is there already: what is unique is told by the database, not by a look before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from models.database import Session
from models.together import is_together


def store_once(session: Session, row: Any) -> bool:
    """Store a row unless that breaks a constraint; tells whether it was stored."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def write_once(session: Session, row: Any) -> int | None:
    """Write a row nobody will look at again in this session, for a third of the cost; return its id if it was new."""
    if not is_together(session):
        session.flush()
    columns = inspect(type(row)).column_attrs.keys()
    values = {name: value for name, value in row.__dict__.items() if name in columns}
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    table = type(row).__table__
    write = insert(table).on_conflict_do_nothing().returning(*table.primary_key)
    written = session.execute(write, values).first()
    return None if written is None else int(written[0])
