"""Tells what citizens said: to the desk, and to the hotline, from whose calls alone the three rates come."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports.dataset import DataSet
from reports.outline import Block, Figure, Paragraph, Part, Table
from reports.outlines import shown
from reports.outlines.figures import NOBODY, WORDS, Figures, Of, named, whole
from reports.outlines.listing import listing
from reports.outlines.orders import Order
from reports.outlines.ranking import total_name
from reports.outlines.writing import say, table
from rules.report_periods import words_of
from rules.three_rates import Callback, RateSettings, ThreeRates, ranked, rates, rates_by

_IN_SPAN = "SELECT * FROM official WHERE called_at >= :start AND called_at < :end ORDER BY id"
_COUNTS = {"valid": "有效回访", "contacted": "联系", "solved": "解决", "satisfied": "满意", "basically": "基本满意"}
_RATES = {"response": "响应率", "resolution": "解决率", "satisfaction": "满意率"}
# The counts of these stand in the rate itself; a 满意率 weighs two counts, which stand beside it.
_PARTS = {"response": "contacted", "resolution": "solved"}
_BESIDE = tuple(name for name in _COUNTS if name not in _PARTS.values())
_WEIGHTS = {
    "response_weight": "响应率权重",
    "resolution_weight": "解决率权重",
    "satisfaction_weight": "满意率权重",
    "k": "基本满意折算系数",
}
_LOST = {
    "not_contacted": ("未联系", "coalesce(o.contacted, 0) = 0"),
    "not_solved": (
        "未解决",
        "NOT (coalesce(o.solved, '') = '解决' OR :basically AND coalesce(o.solved, '') = '基本解决')",
    ),
    "not_satisfied": ("不满意", "coalesce(o.satisfied, '') NOT IN ('满意', '基本满意')"),
}
_COUNTS_AS_VALID = "o.is_valid = 1 AND coalesce(o.satisfied, '') NOT IN ('未评价', '无法回访', '无人接听')"


def desk_calls(figures: Figures, limit: int) -> list[Block]:
    """Return what the desk's own calls found, and the orders of those who were not content."""
    count = figures.count
    words = say(
        *("坐席回访", count("called_count"), "件次，接通", count("reached_count"), "件次，有效回访率"),
        *(figures.rate("valid_callback_rate"), "，回访满意率", figures.rate("desk_satisfaction_rate")),
        *("；不满意或未完全解决", count("unsatisfied_count"), "件次、涉及工单", count("unsatisfied_orders_count")),
        "件。",
    )
    rows = figures.data.rows(
        "SELECT t.*, b.satisfied AS said, b.solved AS was_solved FROM call_backs b JOIN tickets t ON t.id = b.ticket_id"
        " WHERE t.merged = 0 AND t.is_excluded = 0 AND b.reached = 1 AND b.called_at >= :start AND b.called_at < :end"
        " AND (b.satisfied = '不满意' OR b.solved <> '已解决') GROUP BY t.id"
        " ORDER BY max(b.called_at) DESC, t.id",
        start=figures.data.spans["this"].start,
        end=figures.data.spans["this"].end,
    )
    lines = []
    for row in rows:
        order = Order(figures.data, row)
        said = order.figure("call_back", "回访结果", "、".join(filter(None, (row["said"], row["was_solved"]))))
        lines.append((order.number, order.unit, order.matter, said))
    columns = ("工单编号", "承办单位", "事项", "回访结果")
    return [words, *listing(count("unsatisfied_orders_count"), "回访不满意件", columns, lines, limit)]


def settings_of(data: DataSet) -> RateSettings:
    """Return how the city weighed the rates when the data was frozen."""
    told: dict[str, Any] = data.fact("rates")
    weights = ("response_weight", "resolution_weight", "satisfaction_weight", "k")
    return RateSettings(
        **{name: Decimal(told[name]) for name in weights},
        decimals=int(told["decimals"]),
        basically_solved_counts=told["basically_solved_counts"] == "True",
        tie_break=told["tie_break"],
        period_start_day=int(told["period_start_day"]),
    )


def three_rates(figures: Figures) -> list[Block]:
    """Return the three rates and the composite score of the official period, of all and of each unit."""
    data, settings = figures.data, settings_of(figures.data)
    now, before = official_calls(data, "official"), official_calls(data, "official_before")
    found, base = rates(now, settings), rates(before, settings)
    if not found.valid:
        return [say("考核周期", _span(data, "official"), "暂无有效的官方回访，三率和综合成绩不作计算。")]
    words: list[Part] = [
        *("考核周期", _span(data, "official"), "，有效回访", _count("", "valid", found.valid), "件"),
    ]
    for name, word in _RATES.items():
        words += ["，", word, _rate("", name, found)]
        if name not in _PARTS:
            satisfied, basically = _count("", "satisfied", found.satisfied), _count("", "basically", found.basically)
            words += ["（满意", satisfied, "件、基本满意", basically, "件）"]
        words += ["、环比", _change("", name, found, base)]
    words += ["，综合成绩", _composite("", found), "分；对比周期", _span(data, "official_before"), "综合成绩"]
    words += [_composite("", base, ".before"), "分。"]
    by_unit, by_category = (_by(figures, dimension, now, found, settings) for dimension in ("unit", "category"))
    return [say(*words), _weighed(settings), by_unit, by_category]


def composite(figures: Figures) -> list[Paragraph]:
    """Return the composite score of the official period for the chat, nothing while no call-back counts."""
    data = figures.data
    found = rates(official_calls(data, "official"), settings_of(data))
    if not found.valid:
        return []
    return [say("考核周期", _span(data, "official"), "综合成绩", _composite("", found), "分")]


def _weighed(settings: RateSettings) -> Block:
    told = [(word, named(f"rates.{name}", word, f"{getattr(settings, name)}")) for name, word in _WEIGHTS.items()]
    words: list[Part] = ["计算口径：分母为考核周期内的有效回访；综合成绩按"]
    for place, (word, figure) in enumerate(told):
        words += ["、" if place else "", word, figure]
    also = "计入" if settings.basically_solved_counts else "不计入"
    return say(*words, f"合并计算，“基本解决”{also}解决。")


def _by(figures: Figures, dimension: str, now: list[Callback], found: ThreeRates, settings: RateSettings) -> Table:
    groups = rates_by(now, lambda each: getattr(each, dimension) or NOBODY, settings)
    lines = ranked(groups, figures.by("received_count", dimension), settings)
    rows = [(_of(figures, dimension, name or NOBODY), *_line(f"{dimension}.{name}.", its)) for name, its in lines]
    word = WORDS[dimension]
    columns = (word, *(_COUNTS[name] for name in _BESIDE), *_RATES.values(), "综合成绩")
    return table(f"{word}三率", columns, [*rows, (total_name(dimension), *_line("", found))], has_total=True)


def _of(figures: Figures, dimension: str, name: str) -> Figure:
    # A category that is named here alone is not one the report tells apart: the rest of its ranking stays the rest.
    if dimension == "unit":
        return figures.name(Of(dimension, name))
    return named(f"rates.{dimension}.{name}.told", WORDS[dimension], name)


def _line(prefix: str, its: ThreeRates) -> list[Part]:
    counts = [_count(prefix, name, getattr(its, name)) for name in _BESIDE]
    return [*counts, *(_rate(prefix, name, its) for name in _RATES), _composite(prefix, its)]


def lost_points(figures: Figures, limit: int) -> list[Block]:
    """Return the official call-backs that cost points, by what they lacked, and the orders they were about."""
    data, within = figures.data, figures.data.spans["official"]
    also = int(settings_of(data).basically_solved_counts)
    given: dict[str, Any] = {"start": within.start, "end": within.end}
    among = f"FROM official o WHERE {_COUNTS_AS_VALID} AND o.called_at >= :start AND o.called_at < :end"
    if not data.value(f"SELECT count(*) {among}", **given):
        return [say("本考核周期没有有效的官方回访，不作失分分析。")]
    counts = [
        whole(
            f"lost.{key}_count",
            f"失分：{word}",
            data.value(f"SELECT count(*) {among} AND {where}", basically=also, **given),
        )
        for key, (word, where) in _LOST.items()
    ]
    any_lost = " OR ".join(where for _, where in _LOST.values())
    lacks = " || ".join(f"CASE WHEN {where} THEN '{word}、' ELSE '' END" for word, where in _LOST.values())
    among_ours = among.replace("official o", "official o JOIN tickets t ON t.id = o.ticket_id")
    rows = data.rows(
        f"SELECT t.*, max(o.called_at) AS called, {lacks} AS lacks {among_ours} AND ({any_lost})"
        " GROUP BY t.id ORDER BY called DESC, t.id",
        **given,
        basically=also,
    )
    lines = []
    for row in rows:
        order = Order(data, row)
        lines.append(
            (order.number, order.unit, order.matter, order.figure("lost", "失分项", row["lacks"].rstrip("、")))
        )
    n = data.value(f"SELECT count(DISTINCT t.id) {among_ours} AND ({any_lost})", basically=also, **given)
    ours = whole("lost.orders_count", "失分工单", n)
    words = say(
        *("本考核周期失分情况：未联系", counts[0], "件次，未解决", counts[1], "件次，不满意", counts[2], "件次；"),
        *("能对应到本报告工单的", ours, "件。"),
    )
    return [words, *listing(ours, "失分件", ("工单编号", "承办单位", "事项", "失分项"), lines, limit)]


def official_calls(data: DataSet, span: str) -> list[Callback]:
    """Return the hotline's call-backs of one of the spans."""
    within = data.spans[span]
    return [
        Callback.kept(
            *(row["is_valid"], row["contacted"], row["solved"], row["satisfied"]),
            unit=row["unit"],
            category=row["category"],
        )
        for row in data.rows(_IN_SPAN, start=within.start, end=within.end)
    ]


def _span(data: DataSet, name: str) -> Figure:
    return named(
        f"span.{name}", "考核周期" if name == "official" else "对比周期", words_of(data.spans[name], data.zone)
    )


def _count(prefix: str, name: str, value: int) -> Figure:
    return whole(f"{prefix}official.{name}_count", f"官方回访{_COUNTS[name]}", value)


def _rate(prefix: str, name: str, its: ThreeRates) -> Figure:
    value: Decimal | None = getattr(its, name)
    few = "（样本少）" if value is not None and its.valid < shown.FEW else ""
    counts = f"{getattr(its, _PARTS[name])}/{its.valid} = " if name in _PARTS else ""
    text = shown.NOTHING if value is None else f"{counts}{value}%{few}"
    return Figure(f"{prefix}official.{name}_rate", _RATES[name], value, text)


def _change(prefix: str, name: str, its: ThreeRates, base: ThreeRates) -> Figure:
    now, then = getattr(its, name), getattr(base, name)
    value = None if now is None or then is None else now - then
    return Figure(
        f"{prefix}official.{name}_rate.pop", f"{_RATES[name]}环比", value, shown.change_shown(value, "个百分点")
    )


def _composite(prefix: str, its: ThreeRates, suffix: str = "") -> Figure:
    few = "（样本少）" if its.valid < shown.FEW else ""
    text = shown.NOTHING if its.composite is None else f"{its.composite}{few}"
    return Figure(f"{prefix}official.composite_score{suffix}", "综合成绩", its.composite, text)
