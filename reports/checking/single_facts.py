"""Works out again what stands once in a report: moments, how long things took, months, duty, who called often."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction

from reports.checking.recount import Expected, rate
from reports.checking.shown import NOTHING
from reports.checking.spans import moment_words, span_words
from reports.dataset import DataSet, micros
from reports.outlines.listing import MOST_CALLERS, MOST_HOT_SPOTS, MOST_ORDERS, MOST_REPEATS, MOST_UNANSWERED
from reports.outlines.trends import SPREAD
from rules.report_periods import words_of

_COUNTS = "merged + is_excluded = 0"
_WAYS = {
    "time_to_sign": f"SELECT signed_at - came_at AS took FROM tickets WHERE {_COUNTS} AND took >= 0"
    " AND came_at BETWEEN :start AND :end - 1",
    "time_to_close": f"SELECT closed_at - came_at AS took FROM tickets WHERE {_COUNTS}"
    " AND closed_at BETWEEN :start AND :end - 1",
    "urge_to_reply": f"SELECT answered_at - urged_at AS took FROM urges WHERE answered_at < :at"
    " AND urged_at BETWEEN :start AND :end - 1"
    f" AND ticket_id IN (SELECT id FROM tickets WHERE {_COUNTS})",
}
# The smallest that so many tenths do not exceed.
_RANKED = """SELECT min(took) FROM (SELECT took, cume_dist() OVER (ORDER BY took) AS reached FROM ({way}))
    WHERE reached * 10 >= :tenths - 0.000001"""
_WEEKDAYS = "一二三四五六日"


def single_fact(data: DataSet, key: str) -> Expected | None:
    """Return what such a figure must be; None for a key that is none of these."""
    for pattern, worked_out in _KNOWN:
        found = pattern.fullmatch(key)
        if found is not None:
            return worked_out(data, **found.groupdict())
    return None


def _word(text: str | None) -> Expected:
    return Expected(text, NOTHING if text is None else text)


def _number(n: int) -> Expected:
    return Expected(n, str(n))


def _moment(data: DataSet, what: str) -> Expected:
    at = _next_report(data) if what == "next_report_at" else {"as_of": data.as_of, "made_at": data.made_at}[what]
    return _word(moment_words(data, micros(at)))


def _next_report(data: DataSet) -> datetime:
    return datetime.fromisoformat(str(data.fact("next_report_at")))


def _span(data: DataSet, name: str) -> Expected | None:
    return _word(words_of(data.spans[name], data.zone)) if name in data.spans else None


def _pace(data: DataSet, way: str, which: str) -> Expected:
    query, this = _RANKED.format(way=_WAYS[way]), data.spans["this"]
    tenths = 5 if which == "median" else 9
    took = data.value(query, start=this.start, end=this.end, at=data.as_of, tenths=tenths)
    if took is None:
        return Expected(None, NOTHING)
    minutes = int(Fraction(took, 60_000_000) + Fraction(1, 2))
    return Expected(minutes, span_words(timedelta(minutes=minutes)))


def _month(data: DataSet, month: str, what: str) -> Expected | None:
    for row in data.rows("SELECT * FROM months WHERE month = :month", month=month):
        return _word(month) if what == "name" else _number(row[what])
    return None


def _day(data: DataSet, day: str) -> Expected:
    known = date.fromisoformat(day)
    return _word(f"{known:%m-%d}（周{_WEEKDAYS[known.weekday()]}）")


def _of_township(data: DataSet) -> Expected:
    this = data.spans["this"]
    query = f"SELECT count(*) FROM tickets WHERE {_COUNTS} AND came_at BETWEEN :start AND :end - 1"
    part = data.value(query, start=this.start, end=this.end)
    return _word(rate(part, data.fact("total.received_count")).shown)


def _listed(data: DataSet, total: str) -> Expected | None:
    most: dict[str, int] = {
        "any_repeat_count": MOST_REPEATS.get(data.kind, 0),
        "repeat_callers_count": MOST_CALLERS,
        "hot_spots_count": MOST_HOT_SPOTS,
        "unanswered_count": MOST_UNANSWERED,
    }
    n = most.get(total) or MOST_ORDERS.get(data.kind)
    return _number(n) if n else None


def _season(data: DataSet, what: str) -> Expected | None:
    if not _has_last_year(data):
        return None
    same, following = data.rows("SELECT sum(same_month), sum(next_month) FROM seasons")[0]
    if what in ("same_month", "next_month"):
        return _number(same if what == "same_month" else following)
    this = data.spans["this"]
    query = f"SELECT count(*) FROM tickets WHERE {_COUNTS} AND came_at BETWEEN :start AND :end - 1"
    now = data.value(query, start=this.start, end=this.end)
    return _number((2 * now * following + same) // (2 * same)) if same else None


def _spread(data: DataSet) -> Expected | None:
    this = data.spans["this"]
    query = f"SELECT count(*) FROM tickets WHERE {_COUNTS} AND came_at BETWEEN :start AND :end - 1"
    return _number(SPREAD) if data.value(query, start=this.start, end=this.end) < SPREAD else None


def _has_last_year(data: DataSet) -> bool:
    query = """SELECT count(*) FROM spans, facts WHERE spans.name = 'last_year' AND facts.name = 'known_from'
        AND start_at < CAST(value AS INTEGER)"""
    return not data.value(query)


def _season_of(data: DataSet, category: str, what: str) -> Expected | None:
    if not _has_last_year(data):
        return None
    for row in data.rows("SELECT * FROM seasons WHERE category = :category", category=category):
        return _word(category) if what == "name" else _number(row[what])
    return None


def _on_duty(data: DataSet, role: str, number: str) -> Expected | None:
    for row in data.rows("SELECT * FROM duty WHERE id = :id AND role = :role", id=int(number), role=role):
        return _word(row["name"] + (f"（{row['shift']}）" if row["shift"] else ""))
    return None


def _next_duty(data: DataSet) -> Expected | None:
    for row in data.rows("SELECT starts_at FROM duty WHERE NOT is_now ORDER BY id LIMIT 1"):
        return _word(moment_words(data, row["starts_at"]))
    return None


def _told(data: DataSet, number: str, what: str) -> Expected | None:
    for row in data.rows("SELECT * FROM told WHERE id = :id", id=int(number)):
        return _word(row["name"] if what == "name" else moment_words(data, row["told_at"]))
    return None


def _step(data: DataSet, number: str, what: str) -> Expected | None:
    for row in data.rows("SELECT * FROM steps WHERE id = :id", id=int(number)):
        if what == "at":
            return _word(moment_words(data, row["happened_at"]))
        return _word(" ".join(row[what].split())[:300] if what == "text" else row["what"])
    return None


def _n_steps(data: DataSet, number: str) -> Expected:
    query = "SELECT count(*) FROM steps, tickets WHERE steps.ticket_id = tickets.id AND tickets.ticket_no = :number"
    return _number(data.value(query, number=number))


def _subject(data: DataSet) -> Expected:
    return _word(data.subject.words if data.subject else "全部诉求")


_KNOWN: tuple[tuple[re.Pattern[str], Callable[..., Expected | None]], ...] = tuple(
    (re.compile(pattern), worked_out)
    for pattern, worked_out in (
        (r"(?P<what>as_of|made_at|next_report_at)", _moment),
        (r"span\.(?P<name>\w+)", _span),
        (r"(?P<way>time_to_sign|time_to_close|urge_to_reply)\.(?P<which>median|p90)", _pace),
        (r"month\.(?P<month>\d{4}-\d\d)\.(?P<what>received|closed|name)", _month),
        (r"day\.(?P<day>\d{4}-\d\d-\d\d)\.name", _day),
        (r"total\.name", lambda data: _word("合计")),
        (r"subject", _subject),
        (r"received_count\.of_township", _of_township),
        (r"(?P<total>\w+_count|lost\.orders_count)\.listed", _listed),
        (r"spread\.at_least", _spread),
        (r"season\.(?P<what>same_month|next_month|expected)", _season),
        (r"season\.(?P<category>.+)\.(?P<what>same_month|next_month|name)", _season_of),
        (r"duty\.next\.starts_at", _next_duty),
        (r"duty\.(?P<role>\w+)\.(?P<number>\d+)\.name", _on_duty),
        (r"told\.(?P<number>\d+)\.(?P<what>at|name)", _told),
        (r"step\.(?P<number>\d+)\.(?P<what>at|what|text)", _step),
        (r"order\.(?P<number>[^.]+)\.steps", _n_steps),
    )
)
