"""Tells who is on duty, and which units have not answered what they were reminded of."""

from __future__ import annotations

import sqlite3

from reports.dataset import moment
from reports.outline import Block, Part
from reports.outlines.figures import Figures, named
from reports.outlines.listing import listing
from reports.outlines.orders import orders
from reports.outlines.writing import joined, say

_ROLES = {"agent": "值班坐席", "supervisor": "值班主管", "leader": "带班领导"}


def duty(figures: Figures) -> list[Block]:
    """Return who is on duty when the report is made, and whose shift is next."""
    rows = figures.data.rows("SELECT * FROM duty ORDER BY id")
    now = [row for row in rows if row["is_now"]]
    following = next((row for row in rows if not row["is_now"]), None)
    if not now:
        return [say("当前未排定值班人员。")]
    pieces = [(_ROLES[row["role"]], _name(row)) for row in now]
    parts: list[Part] = [*joined(pieces, "，")]
    if following is not None:
        begins = figures.moment("duty.next.starts_at", "下一班开始", moment(following["starts_at"]))
        parts += ["；下一班坐席", _name(following), "，", begins, "接班"]
    return [say(*parts, "。")]


def unanswered(figures: Figures, limit: int) -> list[Block]:
    """Return how many orders a unit was reminded of without a word since, and the first of them."""
    words = say("截至", figures.as_of, "，提醒后单位尚未回应", figures.count("unanswered_count"), "件。")
    found = orders(figures, "unanswered_count", "t.deadline_at IS NULL, t.deadline_at")
    lines = [(each.number, each.unit, each.matter, each.at("deadline_at", "办理期限")) for each in found]
    columns = ("工单编号", "承办单位", "事项", "办理期限")
    return [words, *listing(figures.count("unanswered_count"), "提醒未回应件", columns, lines, limit)]


def _name(row: sqlite3.Row) -> Part:
    key = f"duty.{row['role']}.{row['id']}.name"
    return named(key, _ROLES[row["role"]], f"{row['name']}（{row['shift']}）" if row["shift"] else row["name"])
