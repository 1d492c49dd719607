"""Tells what the contract may deduct for the period; for officials and the analyst alone, never for units."""

from __future__ import annotations

import sqlite3

from reports.outline import Block, Figure, Part
from reports.outlines.figures import Figures, whole
from reports.outlines.writing import joined, say
from rules.ledger import Item, Standing, by_standing
from rules.ledger_names import FAULTS, STANDINGS
from rules.penalties import Fault, Yuan

_APART = (Standing.DISPUTED, Standing.CLAIMED, Standing.UNSETTLED)


def deductions(figures: Figures) -> list[Block]:
    """Return how many entries of the ledger count and from how much to how much, and what is not decided apart."""
    rows = figures.data.rows("SELECT * FROM ledger ORDER BY id")
    sums = by_standing(
        [Item(Fault(row["fault"]), Yuan(row["low"], row["high"]), Standing(row["standing"])) for row in rows]
    )

    def told(standing: Standing) -> list[Part]:
        total, key, name = sums[standing], f"ledger.{standing}", f"扣款台账{STANDINGS[standing]}"
        low = whole(f"{key}.low", f"{name}金额下限（元）", total.amount.low)
        high = whole(f"{key}.high", f"{name}金额上限（元）", total.amount.high)
        return [whole(f"{key}.count", f"{name}项数", total.count), "项、", low, "–", high, "元"]

    apart = joined(((f"{STANDINGS[each]}", *told(each)) for each in _APART if sums[each].count), "；", "。")
    counted = say("本期计入扣款", *told(Standing.COUNTED), *_by_fault(rows), "。")
    return [counted, *_reconciled(figures), say("另列不计入：", *apart) if apart else say("没有另列待定的扣款。")]


def _by_fault(rows: list[sqlite3.Row]) -> list[Part]:
    pieces: list[tuple[Part, ...]] = []
    for fault, name in FAULTS.items():
        n = sum(row["fault"] == fault and row["standing"] == Standing.COUNTED for row in rows)
        if n:
            pieces.append((name, whole(f"ledger.fault.{fault}", f"扣款台账{name}项数", n), "项"))
    return ["，其中", *joined(pieces)] if pieces else []


# Replies that cost money, beside the orders that the report tells as late: those may have been late before, too.
_REPLIES = "FROM ledger l LEFT JOIN tickets t ON t.id = l.ticket_id WHERE l.fault = 'reply' AND l.standing = 'counted'"
_AMONG = {
    "merged": ("并单", "t.merged = 1"),
    "excluded": ("剔除", "t.merged = 0 AND t.is_excluded = 1"),
    "returned": ("退回", "t.merged = 0 AND t.is_excluded = 0 AND t.returned_at IS NOT NULL"),
}


def _reconciled(figures: Figures) -> list[Block]:
    """Return how the late replies that cost money go with the late orders; nothing without such a reply."""
    data = figures.data
    late = {row["id"] for row in figures.orders("overdue_count", "t.id")}
    charged = [row[0] for row in data.rows(f"SELECT l.ticket_id {_REPLIES}")]
    both = sum(ticket_id in late for ticket_id in charged)
    if not charged:
        return []
    apart = {key: data.value(f"SELECT count(*) {_REPLIES} AND {where}") for key, (_, where) in _AMONG.items()}
    told = [(_AMONG[key][0], _of_replies(key, _AMONG[key][0], n), "项") for key, n in apart.items() if n]
    words: list[Part] = ["与“超时件”核对：平台回复超时扣款中", _of_replies("late", "超时件", both), "项在超时件之列"]
    words += ["，另含", *joined(told)] if told else []
    if other := len(charged) - both - sum(apart.values()):
        words += ["，另有", _of_replies("other", "其他", other), "项扣款后延期或改在他期办结"]
    if left := len(late.difference(charged)):
        words += ["；超时件中", _of_replies("not_charged", "未计的超时件", left), "件本期未计入平台回复扣款"]
    return [say(*words, "。")]


def _of_replies(key: str, name: str, n: int) -> Figure:
    return whole(f"ledger.reply.{key}", f"平台回复超时扣款中{name}数", n)
