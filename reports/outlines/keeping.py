"""Tells how the limits were kept: of each stage, of the orders, and how fast things went."""

from __future__ import annotations

from math import ceil

from reports.outline import Block, Figure, Part, Table
from reports.outlines import shown
from reports.outlines.figures import Figures
from reports.outlines.writing import joined, say, table

STAGES = {"sign": "签收", "verify": "初核", "assign": "转办", "first_contact": "首联"}
_CLOSING = ("on_time_close_rate", "close_rate", "first_time_close_rate")
_MINUTE = 60 * 1_000_000
_SPANS = {
    "time_to_sign": (
        "签收时长",
        "签收用时",
        "SELECT signed_at - came_at FROM tickets t WHERE {counted} AND {came} AND t.signed_at >= t.came_at",
    ),
    "time_to_close": ("办结时长", "办结用时", "SELECT closed_at - came_at FROM tickets t WHERE {counted} AND {closed}"),
    "urge_to_reply": (
        "催办响应时长",
        "催办后单位回应用时",
        "SELECT answered_at - urged_at FROM urges u JOIN tickets t ON t.id = u.ticket_id WHERE {counted} AND {urged}",
    ),
}
_WHERE = {
    "counted": "t.merged = 0 AND t.is_excluded = 0",
    "came": "t.came_at >= :start AND t.came_at < :end",
    "urged": "u.urged_at >= :start AND u.urged_at < :end AND u.answered_at < :at",
    "closed": "t.closed_at >= :start AND t.closed_at < :end",
}


def limits_table(figures: Figures) -> Table:
    """Return for each stage of the contract how many limits fell into the period and how many were kept."""
    rows = [
        (
            word,
            figures.count(f"{stage}_due_count"),
            figures.count(f"{stage}_on_time_count"),
            figures.rate(f"{stage}_on_time_rate"),
            figures.rate(f"{stage}_on_time_rate", "previous"),
            figures.change(f"{stage}_on_time_rate"),
        )
        for stage, word in STAGES.items()
    ]
    return table("时限执行", ("环节", "应完成", "按时", "及时率", "上期及时率", "环比"), rows)


def closing(figures: Figures) -> Block:
    """Return how orders were closed: in time, at the first try, sent back, extended."""
    rate, change = figures.rate, figures.change
    if all(rate(name).value is None for name in _CLOSING):
        return say("本期没有来件和办结件，各项办结比率不作计算。")
    return say(
        *("按时办结率", rate("on_time_close_rate"), "、环比", change("on_time_close_rate"), "，办结率"),
        *(rate("close_rate"), "，一次办结率", rate("first_time_close_rate"), "，重办率", rate("reopen_rate")),
        *("，退单率", rate("return_rate"), "，延期率", rate("extension_rate"), "。"),
    )


def pace(figures: Figures) -> Block:
    """Return how long it took: in the middle, and for nine of ten."""
    pieces: list[list[Part]] = []
    for metric, (_, words, _) in _SPANS.items():
        middle, slow = _pace(figures, metric)
        pieces += [] if middle.value is None else [[f"{words}中位数", middle, "、九成在", slow, "内"]]
    return say(*joined(pieces, "；", "。")) if pieces else say("本期没有可统计用时的件。")


def _pace(figures: Figures, metric: str) -> tuple[Figure, Figure]:
    name, _, query = _SPANS[metric]
    this = figures.data.spans["this"]
    given = {"start": this.start, "end": this.end, "at": figures.data.as_of}
    spans = sorted(row[0] for row in figures.data.rows(query.format(**_WHERE), **given))
    return (
        _span(f"{metric}.median", f"{name}中位数", _at(spans, 0.5)),
        _span(f"{metric}.p90", f"{name}九成", _at(spans, 0.9)),
    )


def _at(spans: list[int], part: float) -> int | None:
    """Return the smallest value that so large a part does not exceed (nearest rank), in whole minutes."""
    return round_minutes(spans[ceil(part * len(spans)) - 1]) if spans else None


def round_minutes(micros: int) -> int:
    """Return whole minutes, rounded half up."""
    return (micros + _MINUTE // 2) // _MINUTE


def _span(key: str, name: str, minutes: int | None) -> Figure:
    return Figure(key, name, minutes, shown.span_shown(minutes))
