"""Loads the rotas of a directory file without rewriting the past: a line that is replaced is kept with its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.directory_shapes import RotaLine
from models.database import Session
from models.queries import directory as queries
from models.queries import rotas as rota_queries
from models.rota import PastRota, RotaRow

_COLUMNS = ("start", "end", "people", "since")


@dataclass(frozen=True)
class Moment:
    """The desk's moment at which a file takes effect, and its day."""

    now: datetime
    today: date

    @classmethod
    def at(cls, now: datetime, zone: ZoneInfo) -> Moment:
        """Return a moment with the day it falls on in the desk's zone."""
        return cls(now, now.astimezone(zone).date())


def load_rotas(session: Session, lines: Sequence[RotaLine], at: Moment | None) -> list[tuple[str, str, list[str]]]:
    """Bring the rotas to what the file says; returns (name, what happened, fields) of each change.

    A changed line counts at once, or from its first day on where that lies ahead; until then the old one goes on.
    Without a moment nothing has been in force yet, and nothing is kept.
    """
    known = {(row.kind, row.name): row for row in queries.rotas(session)}
    is_first = at is None or not known
    changes: list[tuple[str, str, list[str]]] = []
    begin = {kind: min((line.since for line in lines if line.kind == kind), default=None) for kind in ("shift", "duty")}
    for line in lines:
        row = known.pop((line.kind, line.name), None)
        values = {name: getattr(line, name) for name in _COLUMNS}
        if row is None:
            row = RotaRow(kind=line.kind, name=line.name, **values)
            session.add(row)
            changes.append((line.name, "新增", []))
        elif fields := [name for name, value in values.items() if getattr(row, name) != value]:
            if at is not None:
                _keep(session, row, at, line.since)
            for name in fields:
                setattr(row, name, values[name])
            changes.append((line.name, "更改", fields))
        else:
            continue
        row.valid_from = None if is_first or at is None or line.since > at.today else at.now
    for row in known.values():
        if at is not None:
            # Where all that comes instead begins later, this goes on until then.
            _keep(session, row, at, begin[row.kind] or at.today)
        session.delete(row)
        changes.append((row.name, "删除", []))
    return changes


def _keep(session: Session, row: RotaRow, at: Moment, begins: date) -> None:
    """Keep a line as it was: until now, or until the day on which the next one begins."""
    is_later = begins > at.today
    for past in rota_queries.past_lines_called(session, row.kind, row.name):
        if past.valid_until is None and past.until is not None and past.until > at.today:
            # The line that was to follow it is replaced itself before its day came.
            if not is_later:
                past.valid_until = at.now
            elif row.since >= begins:
                past.until = begins
    if row.since > at.today and (not is_later or row.since >= begins):
        # It never came into force.
        return
    session.add(
        PastRota(
            kind=row.kind,
            name=row.name,
            **{name: getattr(row, name) for name in _COLUMNS},
            until=begins if is_later else None,
            valid_from=row.valid_from,
            valid_until=None if is_later else at.now,
        )
    )
