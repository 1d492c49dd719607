"""Makes many years out of one: copies all rows of an invented year to earlier weeks, in SQL alone (SQLite)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.database import Database
from models.orm import UtcDateTime
from models.tables import Base

# What refers to each other; who referred to a group or a person goes on doing so.
_COPIED = (
    *("tickets", "callers", "clocks", "events", "deliveries", "assignments", "follow_ups", "requests", "relations"),
    *("call_tasks", "official_callbacks"),
)
# The copies tell no story of reminders: they are the most rows, and nobody measures by them.
_LEFT_OUT = {"events": "kind NOT IN ('reminded', 'escalated', 'missed', 'breached')"}
_APART = 1_000
# What was open at the end of the one year was finished in the years before.
_FINISHED = (
    """UPDATE tickets SET state = 'replied', replied_at = coalesce(replied_at, deadline_at) WHERE id > {tickets}
       AND state NOT IN ('replied', 'archived', 'returned', 'merged', 'voided')""",
    """UPDATE clocks SET stopped_at = max(started_at, due_at), outcome = 'met', missed_at = NULL, breached_at = NULL,
       paused_at = NULL, look_again_at = NULL WHERE id > {clocks} AND stopped_at IS NULL""",
)


def copy_back(database: Database, weeks_back: Iterable[int]) -> None:
    """Copy everything there is so many weeks back, once for each number; the digests of copied events do not hold."""
    tables = [Base.metadata.tables[name] for name in _COPIED if name in Base.metadata.tables]
    with database.engine.connect() as opened:
        last = {
            table.name: opened.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table.name}").scalar_one()
            for table in tables
        }
        for number, weeks in enumerate(weeks_back, 1):
            for table in tables:
                opened.exec_driver_sql(_copying(table, last, number, weeks))
            opened.commit()
        for finishing in _FINISHED:
            opened.exec_driver_sql(finishing.format(**last))
        opened.exec_driver_sql("ANALYZE")
        opened.commit()


def _copying(table: Any, last: dict[str, int], number: int, weeks: int) -> str:
    names = [column.name for column in table.columns]
    values = ", ".join(_value(column, last, number, weeks) for column in table.columns)
    where = f"id <= {last[table.name]} AND {_LEFT_OUT.get(table.name, '1')}"
    return f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {values} FROM {table.name} WHERE {where}"


def _value(column: Any, last: dict[str, int], number: int, weeks: int) -> str:
    name, table = column.name, column.table.name
    referred = {key.column.table.name for key in column.foreign_keys}
    if table == "deliveries" and name == "cause_id":
        referred = {"clocks"}
    if name == "id":
        referred = {table}
    for target in referred & last.keys():
        return f"{name} + {last[target] * number}"
    if isinstance(column.type, UtcDateTime):
        return f"strftime('%Y-%m-%d %H:%M:%f', {name}, '-{weeks * 7} days') || '000'"
    if name in ("ticket_no", "earlier_no"):
        day = f"substr({name}, 1, 4) || '-' || substr({name}, 5, 2) || '-' || substr({name}, 7, 2)"
        back = f"strftime('%Y%m%d', {day}, '-{weeks * 7} days')"
        return f"{back} || printf('%06d', CAST(substr({name}, 9) AS INTEGER) + {number * _APART})"
    return f'"{name}"'
