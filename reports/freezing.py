"""Freezes what a report is about: every row it speaks of, masked, as it stands in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any

from actions.desk import Desk
from actions.official_words import OfficialWords
from models.queries import callbacks
from models.queries import reporting as queries
from models.queries.subjects import tickets_about
from reports.dataset import DataSet, Heading, micros, moment
from reports.differing import Differs
from reports.freezing_beside import put_beside
from reports.freezing_stories import names_of_people, put_stories
from reports.freezing_sums import put_sums
from reports.outlines.figures import Figures
from rules.accused_names import hide_accused
from rules.report_periods import (
    WHOLE,
    Period,
    ReportKind,
    as_of,
    compared_period,
    last_year,
    official_period,
    previous,
)
from rules.report_subject import Subject
from rules.sensitive import CROWD, EMERGENCY, PLAIN, is_sensitive
from rules.stages import ENDED_STATES

_WITH_LAST_YEAR = (ReportKind.MONTHLY, ReportKind.SPECIAL)
_BETWEEN_LEVELS = "->"


def freeze(desk: Desk, kind: ReportKind, period: Period, number: str, subject: Subject | None = None) -> DataSet:
    """Return the data of a report; raises Differs when totals counted again by other SQL are not the same.

    On PostgreSQL the session must see one state of the database throughout (`Database.snapshot`): in any other a
    change between two statements is such a difference. Of an incident `subject` names the orders.
    """
    heading = Heading(number, kind, period, desk.now, desk.rules.site_name, desk.rules.zone, subject)
    data = DataSet.begin(heading, _spans(desk, kind, period), as_of(period, desk.now))
    data.state("known_from", _known_from(desk))
    _put_orders(desk, data, subject)
    _put_official(desk, data)
    _count_again(desk, data)
    put_sums(desk, data, with_months=kind is ReportKind.MONTHLY)
    put_beside(desk, data)
    if subject is not None:
        _narrow(desk, data, subject)
    if kind is ReportKind.INCIDENT:
        data.state("next_report_at", _next_report(desk, data))
    late = [row["id"] for row in Figures(data).orders("overdue_count", "t.deadline_at")]
    put_stories(desk, data, late)
    return data


def _next_report(desk: Desk, data: DataSet) -> str | None:
    """When the next report of an incident is promised: none once all its orders are answered."""
    ended = {str(state) for state in ENDED_STATES}
    if all(row["state"] in ended for row in data.rows("SELECT state FROM tickets")):
        return None
    return (desk.now + desk.rules.report_times.incident_again).isoformat()


def _known_from(desk: Desk) -> int | None:
    """The day of the first order counts as known, though nobody knows what came before it on that day."""
    first = queries.first_came(desk.session)
    if first is None:
        return None
    return micros(first.astimezone(desk.rules.zone).replace(hour=0, minute=0, second=0, microsecond=0))


def _count_again(desk: Desk, data: DataSet) -> None:
    """Compare what was frozen with what the database counts without reading the rows, and keep both."""
    figures, this, session = Figures(data), data.spans["this"], desk.session
    counted = {
        "received_count": queries.received(session, this),
        "received_count.previous": queries.received(session, data.spans["previous"]),
        "closed_count": queries.closed(session, this),
        "open_count": queries.open_count(session, data.as_of),
    }
    frozen = {
        "received_count": figures.number("received_count"),
        "received_count.previous": figures.number("received_count", "previous"),
        "closed_count": figures.number("closed_count"),
        "open_count": figures.number("open_count"),
    }
    for stage in _COUNTED_AGAIN:
        counted[f"{stage}_late"] = queries.late_limits(session, this, stage)
        frozen[f"{stage}_late"] = data.value(_LATE, stage=stage, start=this.start, end=this.end)
    if wrong := [(name, frozen[name], counted[name]) for name in counted if frozen[name] != counted[name]]:
        raise Differs(wrong)
    for name, value in counted.items():
        data.state(f"total.{name}", value)


_COUNTED_AGAIN = ("sign", "verify", "assign", "first_contact", "handle", "platform_reply")
_LATE = (
    "SELECT count(*) FROM clocks c JOIN tickets t ON t.id = c.ticket_id WHERE t.merged = 0 AND t.is_excluded = 0"
    " AND c.stage = :stage AND c.due_at >= :start AND c.due_at < :end AND c.missed_at IS NOT NULL"
)


def _narrow(desk: Desk, data: DataSet, subject: Subject) -> None:
    if subject.ticket_nos:
        marks = json.dumps(subject.ticket_nos)
        data.narrow(
            "ticket_no IN (SELECT value FROM json_each(:numbers))",
            official="ticket_no IN (SELECT value FROM json_each(:numbers))",
            numbers=marks,
        )
        return
    data.narrow(
        "id IN (SELECT value FROM json_each(:ids))",
        # Of an order that the report does not speak of, only the first level of its category and its unit are known.
        official="(:category IS NULL OR category = :category) AND (:unit IS NULL OR unit = :unit) AND NOT :by_place",
        ids=json.dumps(tickets_about(desk.session, subject)),
        category=subject.category,
        unit=subject.unit,
        by_place=bool(subject.place or subject.areas),
    )


def _spans(desk: Desk, kind: ReportKind, period: Period) -> dict[str, Period]:
    """What is not over is cut at now, and what it is compared with after as long a time."""
    zone = desk.rules.zone
    this = period.until(desk.now)
    elapsed = this.end - this.start
    compared = {"previous": previous(period, zone)}
    if kind in _WITH_LAST_YEAR:
        compared["last_year"] = last_year(kind, period, zone)
    found = {"this": this}
    for name, whole in compared.items():
        found[name] = _cut(whole, period, elapsed)
        if found[name] != whole:
            found[WHOLE[name]] = whole
    if kind is not ReportKind.INCIDENT:
        last = min(period.end, desk.now)
        first_day = desk.rules.rates.period_start_day
        found["official"] = official_period(last, zone, first_day)
        found["official_before"] = compared_period(last, zone, first_day)
    return found


def _cut(compared: Period, period: Period, elapsed: timedelta) -> Period:
    return compared if elapsed == period.end - period.start else compared.until(compared.start + elapsed)


def _put_orders(desk: Desk, data: DataSet, subject: Subject | None) -> None:
    spans = [data.spans[name] for name in ("this", "previous", "last_year") if name in data.spans]
    numbers = subject.ticket_nos if subject else ()
    described = frozenset(numbers) if data.kind is ReportKind.INCIDENT else frozenset[str]()
    ahead = _ahead(data)
    known = queries.concerned(desk.session, spans, ahead, data.as_of, numbers)
    data.put("tickets", _tickets(desk, queries.tickets(desk.session, known, data.as_of), described))
    ids = [row["id"] for row in data.rows("SELECT id FROM tickets ORDER BY id")]
    data.put("clocks", queries.clocks(desk.session, ids, [*spans, *ahead]))
    data.put("requests", queries.requests(desk.session, ids, spans))
    data.put("call_backs", queries.call_backs(desk.session, ids, spans))
    data.put("relations", queries.relations(desk.session, ids))
    this = data.spans["this"]
    urged = [data.spans["previous"], Period(this.start, max(this.end, data.as_of))]
    data.put("urges", queries.urges(desk.session, urged))


def _ahead(data: DataSet) -> list[Period]:
    """What is left of the spans that are cut: a limit that is due in it may be met already."""
    cut = ((data.spans[name], data.spans[whole]) for name, whole in WHOLE.items() if whole in data.spans)
    return [Period(span.end, whole.end) for span, whole in cut if span.end < whole.end]


def _as_mapping(row: Any) -> dict[str, Any]:
    return dict(row._mapping)


def _tickets(desk: Desk, rows: Iterable[Any], described: frozenset[str]) -> Iterator[dict[str, Any]]:
    citizens: dict[str, int] = {}
    handlers: dict[str, int] = {}
    for row in rows:
        told = _as_mapping(row)
        path, flags = _list_of(row.category_path), _list_of(row.special_flags)
        hidden = row.confidential or is_sensitive(flags)
        came = moment(row.came_at).astimezone(desk.rules.zone)
        told |= {
            "path": _BETWEEN_LEVELS.join(path),
            "category": path[0] if path else queries.UNSORTED,
            "matter": path[-1] if path else queries.UNSORTED,
            "place": row.place_key,
            "is_sensitive": hidden,
            "is_crowd": CROWD in flags,
            "is_emergency": EMERGENCY in flags,
            "flags": "、".join(flag for flag in flags if not hidden or flag in PLAIN),
            "merged": row.state == "merged",
            "caller": None if hidden or not row.phone_hash else citizens.setdefault(row.phone_hash, len(citizens) + 1),
            "handler": handlers.setdefault(row.handler, len(handlers) + 1) if row.handler else None,
            "came_day": came.date().isoformat(),
            "came_hour": came.hour,
            "came_weekday": came.weekday(),
            "closed_day": _day(desk, row.closed_at),
            # What came back to the city before the desk had it has no request that says when.
            "returned_at": row.returned_at or (row.came_at if row.state == "returned" else None),
        }
        if hidden and row.ticket_no not in described:
            told |= {"title": None, "content": None, "place": None}
        elif hidden:
            known = names_of_people(desk)
            told |= {name: told[name] and hide_accused(told[name], known) for name in ("title", "content")}
        yield told


@lru_cache(maxsize=4096)
def _list_of(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def _day(desk: Desk, at: int | None) -> str | None:
    return desk.rules.day_of(moment(at)).isoformat() if at is not None else None


def _put_official(desk: Desk, data: DataSet) -> None:
    rates = desk.rules.rates
    settings = {name: str(value) for name, value in vars(rates).items()}
    data.state("rates", settings)
    kept: set[int] = set()
    words = OfficialWords(desk)
    for name in ("official_before", "official"):
        if name in data.spans:
            data.add("official", _official(desk, data.spans[name], kept, words))


def _official(desk: Desk, span: Period, kept: set[int], words: OfficialWords) -> Iterator[dict[str, Any]]:
    for row in callbacks.official_in(desk.session, span):
        # The two spans overlap where the later one has begun before the report's day of last month.
        if row.id not in kept:
            kept.add(row.id)
            said = row.callback
            told = {"unit": words.unit(said.unit), "category": words.category(said.category)}
            yield {**vars(row), **vars(said), **told}
