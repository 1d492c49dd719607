"""A report's data: numbered, masked, frozen at one moment, and the same for ever once kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from reports.dataset_tables import SCHEMA, VERSION
from rules.report_periods import Period, ReportKind
from rules.report_subject import Subject

_MAGIC = b"SQLite format 3\x00"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Foreign(Exception):
    """The bytes hold no data set of this version."""


@dataclass(frozen=True)
class Heading:
    """What a data set is about: its number, period and the township's name and time zone."""

    number: str
    kind: ReportKind
    period: Period
    made_at: datetime
    site: str
    zone: ZoneInfo
    subject: Subject | None = None


class DataSet:
    """Rows of the tables in reports/dataset_tables.py, in a database of their own in memory."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        # What was asked once of rows that change no more; outline and checker ask much twice.
        self._answers: dict[tuple[str, frozenset[tuple[str, Any]]], list[sqlite3.Row]] = {}
        database.row_factory = sqlite3.Row
        self.spans = {row["name"]: _span(row) for row in self.rows("SELECT * FROM spans")}
        self.number: str = self.fact("number")
        self.kind = ReportKind(self.fact("kind"))
        self.period = self.spans["period"]
        self.made_at, self.as_of = moment(self.fact("made_at")), moment(self.fact("as_of"))
        self.site: str = self.fact("site")
        self.zone = ZoneInfo(self.fact("zone"))
        told = self.fact("subject")
        self.subject = Subject.of(told) if told else None

    @classmethod
    def begin(cls, heading: Heading, spans: Mapping[str, Period], as_of: datetime) -> DataSet:
        """Return a data set without rows."""
        database = sqlite3.connect(":memory:", check_same_thread=False)
        # Equal data make equal bytes: the file tells of no moment but those in it.
        database.executescript(f"PRAGMA user_version = {VERSION};{SCHEMA}")
        facts = {
            "number": heading.number,
            "kind": str(heading.kind),
            "made_at": micros(heading.made_at),
            "as_of": micros(as_of),
            "site": heading.site,
            "zone": heading.zone.key,
            "subject": asdict(heading.subject) if heading.subject else None,
        }
        with database:
            told = [(name, _written(value)) for name, value in facts.items()]
            database.executemany("INSERT INTO facts VALUES (?, ?)", told)
            named = {"period": heading.period, **spans}
            found = [(name, micros(span.start), micros(span.end)) for name, span in named.items()]
            database.executemany("INSERT INTO spans VALUES (?, ?, ?)", found)
        return cls(database)

    @classmethod
    def from_bytes(cls, kept: bytes) -> DataSet:
        """Open a data set that was kept; raises Foreign."""
        if not kept.startswith(_MAGIC):
            raise Foreign("不是冻结的数据")
        database = sqlite3.connect(":memory:", check_same_thread=False)
        try:
            database.deserialize(kept)
            (version,) = database.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as problem:
            raise Foreign(str(problem)) from problem
        if version != VERSION:
            raise Foreign(f"数据格式是第{version}版，本程序只读第{VERSION}版")
        database.execute("PRAGMA query_only = ON")
        return cls(database)

    def to_bytes(self) -> bytes:
        """Return the data set as it is kept; the same rows give the same bytes."""
        return self._database.serialize()

    def add(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put rows into a table; moments may be given as such, flags as bool. What a row leaves out is NULL."""
        self._answers.clear()
        columns = self._columns(table)
        into = f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"
        with self._database:
            self._database.executemany(into, ([_plain(row.get(name)) for name in columns] for row in rows))

    def put(self, table: str, rows: Iterable[Any]) -> None:
        """Put many rows into a table, their moments in microseconds: named tuples, or mappings with all its columns."""
        self._answers.clear()
        coming = iter(rows)
        first = next(coming, None)
        if first is None:
            return
        known = isinstance(first, Mapping)
        names: Sequence[str] = self._columns(table) if known else first._fields
        marks = (f":{name}" for name in names) if known else "?" * len(names)
        into = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(marks)})"
        every = chain((first,), coming)
        with self._database:
            self._database.executemany(into, every if known else map(tuple, every))

    def _columns(self, table: str) -> list[str]:
        return [row["name"] for row in self._database.execute(f"PRAGMA table_info({table})")]

    def narrow(self, keep: str, official: str = "0", **given: Any) -> None:
        """Leave only the tickets for which a condition holds, and what belongs to them.

        `official` tells which call-backs by the hotline stay of orders that are not among the tickets.
        """
        self._answers.clear()
        with self._database:
            self._database.execute(
                "DELETE FROM official WHERE coalesce(ticket_id, 0) NOT IN (SELECT id FROM tickets)"
                f" AND NOT coalesce({official}, 0)",
                _bound(given),
            )
            self._database.execute(
                f"DELETE FROM official WHERE ticket_id IN (SELECT id FROM tickets WHERE NOT coalesce({keep}, 0))",
                _bound(given),
            )
            self._database.execute(f"DELETE FROM tickets WHERE NOT coalesce({keep}, 0)", _bound(given))
            for table in ("clocks", "requests", "call_backs", "relations", "urges"):
                self._database.execute(
                    f"DELETE FROM {table} WHERE coalesce(ticket_id, 0) NOT IN (SELECT id FROM tickets)"
                )
        self._database.execute("VACUUM")

    def state(self, name: str, value: Any) -> None:
        """Write down a fact of the whole report, such as the weights of the rates; any value that JSON holds."""
        self.add("facts", [{"name": name, "value": _written(value)}])

    def fact(self, name: str) -> Any:
        """Return a fact as it was stated; raises KeyError for one that never was."""
        row = self._database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise KeyError(name)
        return json.loads(row[0])

    def fact_or(self, name: str, *, otherwise: Any) -> Any:
        """Return a fact, or something else of data that was frozen before it was stated."""
        row = self._database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return otherwise if row is None else json.loads(row[0])

    @cached_property
    def known_from(self) -> int:
        """Return from which moment on orders are known; 0 where nothing was said of it."""
        told = self._database.execute("SELECT value FROM facts WHERE name = 'known_from'").fetchone()
        return int(json.loads(told[0]) or 0) if told else 0

    def knows(self, span: str) -> bool:
        """Tell whether the desk had begun when a span began: of one that it did not see whole nothing is told."""
        return span == "this" or span not in self.spans or micros(self.spans[span].start) >= self.known_from

    def rows(self, query: str, **given: Any) -> list[sqlite3.Row]:
        """Return what a query finds in the frozen rows; moments are given aware and come back as micros."""
        bound = _bound(given)
        asked = (query, frozenset(bound.items()))
        if asked not in self._answers:
            self._answers[asked] = self._database.execute(query, bound).fetchall()
        return list(self._answers[asked])

    def stream(self, query: str, **given: Any) -> Iterator[sqlite3.Row]:
        """Yield what `rows` would return, never holding all of it."""
        return iter(self._database.execute(query, _bound(given)))

    def value(self, query: str, **given: Any) -> Any:
        """Return the first column of the one row that a query finds."""
        ((found,),) = self.rows(query, **given)
        return found


def micros(at: datetime) -> int:
    """Return a moment as the tables hold it: microseconds since 1970, exact in both directions."""
    return (at - _EPOCH) // _MICROSECOND


def moment(at: int) -> datetime:
    """Return a moment of the tables, aware and UTC."""
    return _EPOCH + at * _MICROSECOND


def _span(row: sqlite3.Row) -> Period:
    return Period(moment(row["start_at"]), moment(row["end_at"]))


def _plain(value: Any) -> Any:
    return micros(value) if isinstance(value, datetime) else value


def _bound(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in given.items()}


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
