"""Tells what the contract may deduct for the period; for officials and the analyst alone, never for units."""

from __future__ import annotations

from reports.outline import Block, Part
from reports.outlines.figures import Figures, whole
from reports.outlines.writing import joined, say
from rules.ledger import Item, Standing, by_standing
from rules.ledger_names import STANDINGS
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

    apart = joined(((f"{STANDINGS[standing]}", *told(standing)) for standing in _APART), "；", "。")
    return [say("本期计入扣款", *told(Standing.COUNTED), "。另列不计入："), say(*apart)]
