"""Tells how the orders compared with the platform's export."""

from __future__ import annotations

from reports.dataset import moment
from reports.outline import Paragraph, Part
from reports.outlines.figures import Figures, whole
from reports.outlines.writing import say

_NONE_TODAY = "与平台对账：当日未比对"


def compared(figures: Figures) -> Paragraph:
    """Return what the day's last comparison found; without one on the day, when there was one at all."""
    data = figures.data
    found = data.rows("SELECT * FROM comparison")
    if not found:
        return say(_NONE_TODAY, "，以前也没有比对过。")
    (run,) = found
    at = moment(run["made_at"])
    when = figures.moment("comparison.made_at", "与平台比对时间", at)
    if at < data.spans["this"].start:
        return say(_NONE_TODAY, "，上次比对是", when, "。")

    def count(column: str, name: str) -> Part:
        return whole(f"comparison.{column}", name, run[column])

    n, grave = data.rows("SELECT coalesce(sum(n), 0), coalesce(sum(n * is_grave), 0) FROM differences")[0]
    return say(
        *("与平台对账：", when, "比对，平台", count("n_rows", "平台导出行数"), "行，对上"),
        *(count("matched", "与平台对上件数"), "件；补录核实", count("confirmed", "补录核实项数"), "项、不符"),
        *(count("contradicted", "补录不符项数"), "项；不一致", whole("comparison.differences", "与平台不一致", n)),
        *("处，其中影响扣款或漏登的", whole("comparison.grave", "与平台不一致（影响扣款或漏登）", grave), "处。"),
    )
