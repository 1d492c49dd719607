"""Works out again what is told of single orders: their unit, state, moments and how late they were."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from reports.checking.order_reasons import why
from reports.checking.recount import NO_UNIT, Expected
from reports.checking.shown import NOTHING
from reports.checking.spans import moment_words, span_words
from reports.dataset import DataSet
from rules.names import REPEAT_RULES, STATES
from rules.report_periods import ReportKind

_KEY = re.compile(r"order\.(?P<number>.+)-(?P<round>\d+)\.(?P<what>\w+)")
_HIDDEN = "（敏感或保密，不公开）"
_RULES = """SELECT max(found_by = 'number') AS number, max(found_by = 'caller') AS caller,
    max(found_by = 'place_and_matter') AS place_and_matter FROM relations WHERE ticket_id = :id AND is_same_matter"""
_ORDER = "SELECT * FROM tickets WHERE ticket_no = :number AND round = :round"


def order_figure(data: DataSet, key: str) -> Expected | None:
    """Return what a figure of an order must be; None for a key nobody knows or an order that is not there."""
    found = _KEY.fullmatch(key)
    rows = data.rows(_ORDER, number=found["number"], round=int(found["round"])) if found else []
    if found is None or not rows:
        return None
    row, what = rows[0], found["what"]
    if what.endswith("_at"):
        return _word(moment_words(data, row[what]) if what in row.keys() and row[what] is not None else None)  # noqa: SIM118
    if what in ("reason", "lost", "call_back"):
        return why(data, row, what)
    match what:
        case "unit":
            return _word(row["unit"] or NO_UNIT)
        case "matter":
            hides = row["is_sensitive"] and row["title"] is None
            return _word(_HIDDEN if hides else row["title"] or row["matter"])
        case "state":
            return _word(STATES.get(row["state"], row["state"]))
        case "late_by":
            return _word(span_words(_late_by(data, row)))
        case "place":
            return _word(row["place"] or row["community"] or "工单未注明")
        case "content":
            # Cases tell less of it than an incident does.
            whole = " ".join((row["content"] or row["title"] or row["matter"]).split())
            longest = 300 if data.kind is ReportKind.INCIDENT else 120
            return _word(whole if len(whole) <= longest else f"{whole[:longest]}…")
        case "repeat_rule":
            (by,) = data.rows(_RULES, id=row["id"])
            return _word("、".join(word for rule, word in REPEAT_RULES.items() if by[rule]) or None)
        case "sent_back":
            return Expected(row["sent_back"], str(row["sent_back"]))
    return None


def _word(text: str | None) -> Expected:
    return Expected(text, NOTHING if text is None else text)


def _late_by(data: DataSet, row: Any) -> timedelta:
    end = row["closed_at"]
    closed_at = datetime.fromtimestamp(end / 1_000_000, UTC) if end is not None else data.as_of
    return min(closed_at, data.as_of) - datetime.fromtimestamp(row["deadline_at"] / 1_000_000, UTC)
