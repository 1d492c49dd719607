"""Freezes what the records say of single orders: why late ones are late, and all of an incident."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from actions.desk import Desk
from models.caller import Caller
from models.queries import people
from models.queries import report_stories as queries
from reports.dataset import DataSet
from rules.accused_names import hide_accused
from rules.masking import hide_caller
from rules.names import event_name
from rules.report_periods import ReportKind

_MOST = 2000


def put_stories(desk: Desk, data: DataSet, late: Sequence[int]) -> None:
    """Put in why the late orders are late, as far as the records say; nothing of what is sensitive."""
    open_to_all = [row["id"] for row in data.rows("SELECT id FROM tickets WHERE is_sensitive = 0 ORDER BY id")]
    wanted = sorted(set(late).intersection(open_to_all))[-_MOST:]
    callers = queries.callers_of(desk.session, wanted)
    data.add("words", (_hidden(row, callers) for row in queries.last_words(desk.session, wanted)))
    data.add("reminders", _reminders(queries.reminders(desk.session, sorted(late)[-_MOST:])))
    if data.kind is ReportKind.INCIDENT:
        _put_incident(desk, data)


def _hidden(row: Any, callers: dict[int, Caller]) -> dict[str, Any]:
    """Events stand as they were recorded: the caller may have become known since."""
    told, caller = dict(row._mapping), callers.get(row.ticket_id)
    if caller is not None and told["text"]:
        told["text"] = hide_caller(told["text"], caller.ever("name"), caller.ever("phone"))
    return told


def _reminders(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for clock_id, group in groupby(rows, key=lambda row: row.clock_id):
        sent = list(group)
        last = sent[-1]
        yield {
            "clock_id": clock_id,
            "ticket_id": last.ticket_id,
            "stage": last.facts.get("stage", ""),
            "n": len(sent),
            "last_at": last.ended_at,
            "last_to": last.audience,
        }


def _put_incident(desk: Desk, data: DataSet) -> None:
    """An incident is told to the leader on duty alone, so that its own orders may be spoken of though masked."""
    ids = [row["id"] for row in data.rows("SELECT id FROM tickets ORDER BY id")]
    names = queries.destinations(desk.session)
    callers = queries.callers_of(desk.session, ids)
    told = (dict(row._mapping) for row in queries.told(desk.session, ids))
    data.add("told", [{**row, "name": names[row["destination"]]} for row in told if row["destination"] in names])
    known = names_of_people(desk)
    sensitive = {row["id"] for row in data.rows("SELECT id FROM tickets WHERE is_sensitive")}
    steps = [_step(_hidden(row, callers)) for row in queries.steps(desk.session, ids)]
    for step in steps:
        if step["ticket_id"] in sensitive and step["text"]:
            step["text"] = hide_accused(step["text"], known)
    data.add("steps", steps)


def names_of_people(desk: Desk) -> list[str]:
    """Return the names of all people of the directory: a complaint may be about one of them."""
    return [someone.name for someone in people.all_people(desk.session)]


def _step(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "happened_at": row["occurred_at"], "what": event_name(row["kind"], row["facts"])}
