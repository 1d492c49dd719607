"""Puts together again why an order is late, what its citizen said, and where it lost points."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reports.checking.recount import Expected
from reports.checking.spans import moment_words, span_words
from reports.dataset import DataSet, micros
from rules.names import AUDIENCES, STAGES

_TOLD = ("accept", "first_contact", "handle", "follow_up", "platform_reply")
_LONGEST, _SILENT = 40, "单位无反馈记录"
_LATE = """
    SELECT c.stage, coalesce(c.stopped_at, :at) - c.due_at AS late FROM clocks c WHERE c.ticket_id = :id
        AND iif(c.missed_at IS NULL, c.stopped_at IS NULL AND NOT c.stands_still AND c.due_at < :at, 1)
        AND NOT EXISTS (SELECT 1 FROM clocks d WHERE d.ticket_id = c.ticket_id AND d.stage = c.stage
            AND (d.due_at > c.due_at OR d.due_at = c.due_at AND d.id > c.id)
            AND iif(d.missed_at IS NULL, d.stopped_at IS NULL AND NOT d.stands_still AND d.due_at < :at, 1))
"""
_REMINDED = "SELECT sum(n) AS n, max(last_at) AS last_at FROM reminders WHERE ticket_id = :id"
_LAST = "SELECT last_to FROM reminders WHERE ticket_id = :id AND last_at = :at ORDER BY rowid DESC LIMIT 1"
_SAID = """SELECT satisfied, solved FROM call_backs WHERE ticket_id = :id AND called_at >= :start AND called_at < :end
    AND reached AND (satisfied = '不满意' OR solved <> '已解决') ORDER BY called_at DESC LIMIT 1"""
_LOST = """SELECT contacted, solved, satisfied FROM official WHERE ticket_id = :id AND called_at >= :start
    AND called_at < :end AND is_valid AND ifnull(satisfied NOT IN ('未评价', '无法回访', '无人接听'), 1)
    ORDER BY called_at DESC, id DESC"""


def why(data: DataSet, row: Any, what: str) -> Expected | None:
    """Return one of these three about an order; None where the data say nothing of it."""
    told = {"reason": _reason, "call_back": _call_back, "lost": _lost}[what](data, row)
    return None if told is None else Expected(told, told)


def _reason(data: DataSet, row: Any) -> str:
    late = {each["stage"]: each["late"] for each in data.rows(_LATE, id=row["id"], at=data.as_of)}
    limits = [f"{STAGES[stage]}超{span_words(timedelta(microseconds=late[stage]))}" for stage in _TOLD if stage in late]
    parts = ["、".join(limits), _reminded(data, row["id"])]
    if not (row["is_sensitive"] and row["title"] is None):
        parts.append(_said(data, row["id"]))
    return "；".join(part for part in parts if part)


def _reminded(data: DataSet, ticket_id: int) -> str:
    (found,) = data.rows(_REMINDED, id=ticket_id)
    if not found["n"]:
        return ""
    whom = data.value(_LAST, id=ticket_id, at=found["last_at"])
    return f"共提醒{found['n']}次，末次{moment_words(data, found['last_at'])}提醒{AUDIENCES.get(whom, whom)}"


def _said(data: DataSet, ticket_id: int) -> str:
    for row in data.rows("SELECT said_at, text FROM words WHERE ticket_id = :id", id=ticket_id):
        text = " ".join(row["text"].split())
        cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        return f"单位末次反馈（{moment_words(data, row['said_at'])}）：{cut}"
    return _SILENT


def _call_back(data: DataSet, row: Any) -> str | None:
    this = data.spans["this"]
    for said in data.rows(_SAID, id=row["id"], start=micros(this.start), end=micros(this.end)):
        return f"{said['satisfied']}、{said['solved']}" if said["solved"] else str(said["satisfied"])
    return None


def _lost(data: DataSet, row: Any) -> str | None:
    within = data.spans["official"]
    solved = ("解决", "基本解决") if data.fact("rates")["basically_solved_counts"] == "True" else ("解决",)
    for call in data.rows(_LOST, id=row["id"], start=within.start, end=within.end):
        lacks = [
            *(["未联系"] if not call["contacted"] else []),
            *(["未解决"] if call["solved"] not in solved else []),
            *(["不满意"] if call["satisfied"] not in ("满意", "基本满意") else []),
        ]
        if lacks:
            return "、".join(lacks)
    return None
