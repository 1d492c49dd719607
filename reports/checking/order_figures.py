"""Works out again what is told of single orders: their unit, state, moments and how late they were."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from reports.checking.recount import NOBODY, Expected
from reports.checking.shown import NOTHING
from reports.dataset import DataSet

_KEY = re.compile(r"order\.(?P<number>.+)-(?P<round>\d+)\.(?P<what>\w+)")
_HIDDEN = "（敏感或保密，不公开）"
_STATES = {
    "pending_sign": "待签收", "pending_verify": "待初核", "pending_assign": "待转办", "assigned": "已转办",
    "accepted": "已受理", "handling": "办理中", "resolved": "待回访", "pending_reply": "待回复", "replied": "已回复",
    "archived": "已归档", "returned": "已退回", "suspended": "已挂账",
}  # fmt: skip
_ORDER = "SELECT * FROM tickets WHERE ticket_no = :number AND round = :round"


def order_figure(data: DataSet, key: str) -> Expected | None:
    """Return what a figure of an order must be; None for a key nobody knows or an order that is not there."""
    found = _KEY.fullmatch(key)
    rows = data.rows(_ORDER, number=found["number"], round=int(found["round"])) if found else []
    if found is None or not rows:
        return None
    row, what = rows[0], found["what"]
    if what.endswith("_at"):
        return _word(_moment(data, row[what]) if what in row.keys() and row[what] is not None else None)  # noqa: SIM118
    match what:
        case "unit":
            return _word(row["unit"] or NOBODY)
        case "matter":
            return _word(_HIDDEN if row["is_sensitive"] else row["title"] or row["matter"])
        case "state":
            return _word(_STATES.get(row["state"], row["state"]))
        case "late_by":
            return _word(_span(_late_by(data, row)))
    return None


def _word(text: str | None) -> Expected:
    return Expected(text, NOTHING if text is None else text)


def _moment(data: DataSet, at: int) -> str:
    moment = datetime.fromtimestamp(at // 1_000_000, UTC).astimezone(data.zone)
    return moment.strftime("%m-%d %H:%M")


def _late_by(data: DataSet, row: Any) -> timedelta:
    end = row["closed_at"]
    until = datetime.fromtimestamp(end / 1_000_000, UTC) if end is not None else data.as_of
    return until - datetime.fromtimestamp(row["deadline_at"] / 1_000_000, UTC)


def _span(late: timedelta) -> str:
    minutes = int(late.total_seconds() // 60)
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days}天" + (f"{hours}小时" if hours else "")
    return (f"{hours}小时" + (f"{left}分" if left else "")) if hours else f"{left}分钟"
