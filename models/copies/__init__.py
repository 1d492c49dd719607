"""Copies a running database into one file and back; what both kinds have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, inspect, text

# How much is done, from 0 to 1.
Told = Callable[[float], None]
# What a database holds that was migrated and started and in which nobody has written anything.
MACHINERY = frozenset({"alembic_version", "desk_clock", "heartbeats", "ticks"})
OTHERS_LIVE_FOR = timedelta(minutes=1)


class CannotCopy(Exception):
    """A reason, in one line of Chinese, why a database cannot be copied or put back."""


@dataclass(frozen=True)
class Copied:
    """What a copy holds: its revision, and how many rows in each table."""

    revision: str
    counts: dict[str, int]


def contents(connection: Connection) -> Copied:
    """Return what a database holds; raises CannotCopy when it was never migrated."""
    names = sorted(inspect(connection).get_table_names())
    if "alembic_version" not in names:
        raise CannotCopy("数据库还没有建立，请先运行 ./manage.py migrate")
    quote = connection.dialect.identifier_preparer.quote
    counts = {name: connection.scalar(text(f"SELECT count(*) FROM {quote(name)}")) or 0 for name in names}  # noqa: S608
    revision = connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
    return Copied(revision, counts)


def is_written_in(connection: Connection) -> bool:
    """Tell whether anybody has written anything into a database."""
    names = set(inspect(connection).get_table_names()) - MACHINERY
    quote = connection.dialect.identifier_preparer.quote
    found = (connection.scalar(text(f"SELECT 1 FROM {quote(name)} LIMIT 1")) for name in sorted(names))  # noqa: S608
    return any(row is not None for row in found)
