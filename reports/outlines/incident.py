"""Writes the report of an incident for the leader on duty, text only: what, where, who was told, what is done."""

from __future__ import annotations

from datetime import datetime

from reports.dataset import DataSet, moment
from reports.outline import Block, Outline, Paragraph, Part, Section
from reports.outlines.figures import Figures, named, whole
from reports.outlines.frame import framed
from reports.outlines.orders import Order
from reports.outlines.writing import joined, say

_LONGEST = 300
# The chat hears of the last ones; the papers have all.
_LAST = 4
_STATES = {"sent": "已告知", "failed": "未送达", "unknown": "是否送达不明"}


def outline(data: DataSet) -> Outline:
    """Return what is known of an incident's orders when the report is made."""
    figures = Figures(data)
    orders = [Order(data, row) for row in data.rows("SELECT * FROM tickets t ORDER BY t.came_at, t.id")]
    sections = (
        Section("事件", tuple(block for order in orders for block in _event(order))),
        Section("告知情况", tuple(_told(figures, order) for order in orders)),
        Section("处置进展", tuple(block for order in orders for block in _steps(figures, order))),
        Section("续报安排", (_next(figures),)),
    )
    return framed(data, sections, _summary(figures, orders))


def _event(order: Order) -> list[Block]:
    row = order.row
    place = order.figure("place", "地点", row["place"] or row["community"] or "工单未注明")
    text = " ".join((row["content"] or row["title"] or row["matter"]).split())
    told = order.figure("content", "诉求内容", text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
    words: list[Part] = [order.number, "：", order.at("came_at", "派单时间"), "派单，地点", place]
    words += ["，事项：", order.matter, "。", told]
    unit: list[Part] = [
        "承办单位",
        order.unit,
        "，现状态",
        order.state,
        "，办理期限",
        order.at("deadline_at", "办理期限"),
        "。",
    ]
    return [say(*words), say(*unit)]


def _told(figures: Figures, order: Order, last: int = 0) -> Paragraph:
    rows = figures.data.rows("SELECT * FROM told WHERE ticket_id = :id ORDER BY told_at, id", id=order.row["id"])
    pieces: list[tuple[Part, ...]] = []
    for row in rows[-last:]:
        key = f"told.{row['id']}"
        at = figures.moment(f"{key}.at", "告知时间", moment(row["told_at"]))
        pieces.append((at, _STATES[row["state"]], named(f"{key}.name", "被告知人", row["name"])))
    parts = joined(pieces, "；", "。") if pieces else ["系统内尚无告知记录。"]
    return say(order.number, "：", *parts)


def _steps(figures: Figures, order: Order) -> list[Block]:
    rows = figures.data.rows("SELECT * FROM steps WHERE ticket_id = :id ORDER BY happened_at, id", id=order.row["id"])
    found: list[Block] = [
        say(order.number, "已记录", whole(f"order.{order.number}.steps", "记录数", len(rows)), "项：")
    ]
    for row in rows:
        key = f"step.{row['id']}"
        at = figures.moment(f"{key}.at", "时间", moment(row["happened_at"]))
        told: list[Part] = [at, named(f"{key}.what", "事项", row["what"])]
        if row["text"]:
            told += ["：", named(f"{key}.text", "内容", " ".join(row["text"].split())[:_LONGEST])]
        found.append(say(*told))
    return found


def _next(figures: Figures) -> Paragraph:
    promised = figures.data.fact("next_report_at")
    if promised is None:
        return say("本件已答复，不再续报。")
    at = figures.moment("next_report_at", "续报时间", datetime.fromisoformat(str(promised)))
    return say("下次续报时间", at, "；情况有重大变化时随时报告。")


def _summary(figures: Figures, orders: list[Order]) -> tuple[Paragraph, ...]:
    """Return what a leader reads in the chat, where no file follows: all that the paper says, the latest of it."""
    found: list[Paragraph] = []
    for order in orders:
        found += [each for each in _event(order) if isinstance(each, Paragraph)]
        found += [_next(figures), say("告知：", *_told(figures, order, _LAST).parts)]
        steps = [each for each in _steps(figures, order)[1:] if isinstance(each, Paragraph)]
        found += [say("处置：", *each.parts) for each in steps[-_LAST:]]
    return tuple(found)
