"""Chooses typical cases by a stated rule and tells them masked: the longest overdue, sent back most, called in most."""

from __future__ import annotations

from reports.outline import Block, Paragraph, Part
from reports.outlines.figures import Figures, whole
from reports.outlines.orders import LONGEST_LATE, Order, orders
from reports.outlines.writing import say

_LONGEST = 120


def typical_cases(figures: Figures) -> list[Block]:
    """Return at most three cases and the rule they were chosen by; nothing of what is sensitive."""
    told: set[int] = set()
    found: list[Block] = []
    late = [each for each in orders(figures, "overdue_count", LONGEST_LATE) if not each.row["is_sensitive"]]
    again = [each for each in orders(figures, "closed_again_count", "t.sent_back DESC") if _may(each)]
    often = [each for each in orders(figures, "repeat_count", _TIMES) if _may(each)]
    for word, candidates in (("超时最久", late), ("退回重办", again), ("反复来电", often)):
        chosen = next((each for each in candidates if each.row["id"] not in told), None)
        if chosen is not None:
            told.add(chosen.row["id"])
            found.append(_case(word, chosen))
    rule = say("案例按规则选取：超时最久、退回重办次数最多、关联来电最多的各一件，不含敏感和保密件。")
    return [*found, rule] if found else [say("本期没有符合选取规则的案例。")]


_TIMES = "(SELECT count(*) FROM relations a WHERE a.ticket_id = t.id) DESC, t.came_at DESC"


def _may(order: Order) -> bool:
    return not order.row["is_sensitive"]


def _case(word: str, order: Order) -> Paragraph:
    row = order.row
    text = " ".join((row["content"] or row["matter"]).split())
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    parts: list[Part] = [
        *(f"【{word}】", order.number, "，", order.unit, "承办，", order.at("came_at", "首派时间"), "派单。"),
        *("诉求：", order.figure("content", "诉求内容", text), "。现状态", order.state),
    ]
    if row["sent_back"]:
        key = f"order.{order.number}-{row['round']}.sent_back"
        parts += ["，经回访退回", whole(key, f"{order.number} 退回次数", row["sent_back"]), "次"]
    if word == "超时最久":
        parts += ["，超时", order.late_by, "。", order.reason]
    return say(*parts, "。")
