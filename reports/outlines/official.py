"""Tells the three rates of an official period and of the one before, from the hotline's call-backs alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from reports.dataset import DataSet
from reports.outline import Block, Figure, Part, Section, Table
from reports.outlines import shown
from reports.outlines.figures import NOBODY, Figures, named
from reports.outlines.writing import say, table
from rules.callback_words import Satisfied, Solved
from rules.three_rates import Callback, RateSettings, ThreeRates, ranked, rates, rates_by

_SPANS = {"official": "", "official_before": "上一周期"}
_COUNTS = {"valid": "有效回访", "contacted": "联系", "solved": "解决", "satisfied": "满意", "basically": "基本满意"}
_RATES = {"response": "响应率", "resolution": "解决率", "satisfaction": "满意率", "composite": "综合成绩"}
_PARTS = {"response": "contacted", "resolution": "solved"}


def rate_settings(data: DataSet) -> RateSettings:
    """Return how the city weighed the rates when the data was frozen."""
    kept = data.fact("rates")
    weights = {
        name: Decimal(kept[name]) for name in ("response_weight", "resolution_weight", "satisfaction_weight", "k")
    }
    return RateSettings(
        **weights,
        decimals=int(kept["decimals"]),
        basically_solved_counts=kept["basically_solved_counts"] == "True",
        tie_break="valid" if kept["tie_break"] == "valid" else "received",
        period_start_day=int(kept["period_start_day"]),
    )


def official_section(figures: Figures) -> Section:
    """Return the section of the three rates; without a call-back in the period it says so and shows no rate."""
    official = _Official(figures.data)
    blocks: list[Block] = [_period(figures), official.summary()]
    if official.of_all("official").valid:
        blocks += [official.compared(), official.table_by("unit", figures), official.table_by("category", figures)]
    return Section("官方回访与三率", tuple(blocks))


def _period(figures: Figures) -> Block:
    """The last day of a period is the one before its end."""
    data = figures.data
    days = []
    for name, words in _SPANS.items():
        span = data.spans[name]
        ends = {"first": span.start, "last": span.end - timedelta(microseconds=1)}
        for which, at in ends.items():
            written = f"{at.astimezone(data.zone):%Y-%m-%d}"
            title = f"{words or '考核周期'}{'起' if which == 'first' else '止'}"
            days.append(Figure(f"{name}.{which}_day", title, written, written))
    return say(*("考核周期", days[0], "至", days[1], "，对比", days[2], "至", days[3], "。"))


class _Official:
    """The call-backs of both periods and the figures made of them."""

    def __init__(self, data: DataSet) -> None:
        self._data, self._settings = data, rate_settings(data)
        self._rows = {name: self._read(name) for name in _SPANS if name in data.spans}

    def _read(self, name: str) -> list[Callback]:
        span = self._data.spans[name]
        query = "SELECT * FROM official WHERE called_at >= :start AND called_at < :end ORDER BY called_at, id"
        return [
            Callback(
                is_valid=_flag(row["is_valid"]),
                contacted=_flag(row["contacted"]),
                solved=Solved(row["solved"]) if row["solved"] else None,
                satisfied=Satisfied(row["satisfied"]) if row["satisfied"] else None,
                unit=row["unit"] or NOBODY,
                category=row["category"] or NOBODY,
            )
            for row in self._data.stream(query, start=span.start, end=span.end)
        ]

    def of_all(self, span: str) -> ThreeRates:
        """Return the pooled rates of a period."""
        return rates(self._rows.get(span, []), self._settings)

    def summary(self) -> Block:
        """Return the rates in a sentence."""
        now = self.of_all("official")
        count = [self._count(name, now) for name in _COUNTS]
        if not now.valid:
            return say("本周期有效回访", count[0], "件，三率", self._rate("composite", now), "。")
        pieces: list[Part] = []
        for name, words in _RATES.items():
            pieces += ["，" + words, self._rate(name, now)]
        return say(
            "本周期有效回访", count[0], "件", *pieces, "。三率只按市区热线的有效回访合并计算，基本满意折算计入满意率。"
        )

    def compared(self) -> Table:
        """Return the rates of both periods and how they changed."""
        now, then = self.of_all("official"), self.of_all("official_before")
        rows = [
            (words, self._rate(name, now), self._rate(name, then, "official_before"), self._change(name, now, then))
            for name, words in _RATES.items()
        ]
        valid = (_COUNTS["valid"], self._count("valid", now), self._count("valid", then, "official_before"), "")
        return table("三率", ("指标", "本周期", "上一周期", "变化"), [valid, *rows])

    def table_by(self, dimension: str, figures: Figures) -> Table:
        """Return the rates of each unit or category, by score; the pooled ones stand in 三率."""
        of: Callable[[Callback], str | None] = (
            (lambda one: one.unit) if dimension == "unit" else (lambda one: one.category)
        )
        found = rates_by(self._rows["official"], of, self._settings)
        received = figures.by("received_count", dimension)
        word = "承办单位" if dimension == "unit" else "类别"
        rows = [
            self._row(dimension, str(name), its) for name, its in ranked(found, received, self._settings) if its.valid
        ]
        # Pooled, never the mean of the rates above.
        rows.append(("合计", *self._figures(self.of_all("official"))))
        return table(f"三率（按{word}）", (word, *_COUNTS.values(), *_RATES.values()), rows, has_total=True)

    def _row(self, dimension: str, name: str, its: ThreeRates) -> tuple[Part, ...]:
        of = f"{dimension}.{name}."
        title = named(f"official.{of}name", "回访的承办单位" if dimension == "unit" else "回访的类别", name)
        return (title, *self._figures(its, of=of, words=f"{name} "))

    def _figures(self, its: ThreeRates, *, of: str = "", words: str = "") -> list[Figure]:
        counts = [self._count(each, its, of=of, words=words) for each in _COUNTS]
        return [*counts, *(self._rate(each, its, of=of, words=words) for each in _RATES)]

    def _count(self, name: str, its: ThreeRates, span: str = "official", *, of: str = "", words: str = "") -> Figure:
        value: int = getattr(its, name)
        return Figure(f"{of}{span}.{name}_count", f"{words}{_SPANS[span]}官方回访{_COUNTS[name]}", value, str(value))

    def _rate(self, name: str, its: ThreeRates, span: str = "official", *, of: str = "", words: str = "") -> Figure:
        value: Decimal | None = getattr(its, name)
        part = getattr(its, _PARTS[name]) if name in _PARTS else None
        written = _written(name, value, part, its.valid)
        key = f"{of}{span}.{name}" + ("" if name == "composite" else "_rate")
        return Figure(key, f"{words}{_SPANS[span]}{_RATES[name]}", value, written)

    def _change(self, name: str, now: ThreeRates, then: ThreeRates) -> Figure:
        """Of what the report shows, so that whoever subtracts the two finds the same."""
        values: tuple[Decimal | None, Decimal | None] = getattr(now, name), getattr(then, name)
        grown = None if None in values else values[0] - values[1]  # type: ignore[operator]
        key = f"official.{name}.pop" if name == "composite" else f"official.{name}_rate.pop"
        if name == "composite" and grown is not None:
            # A score grows by points of its own, which are no percentage points.
            written = f"{grown:+}" if grown else f"{grown}"
        else:
            written = shown.change_shown(grown, "个百分点")
        return Figure(key, f"{_RATES[name]}较上一周期", grown, written)


def _written(name: str, value: Decimal | None, part: int | None, valid: int) -> str:
    if value is None:
        return shown.NOTHING
    few = "（样本少）" if valid < shown.FEW else ""
    if name == "composite":
        return f"{value}{few}"
    # 基本满意 counts in part, so no whole number stands over the line of 满意率.
    return f"{part}/{valid} = {value}%{few}" if part is not None else f"{value}%{few}"


def _flag(kept: int | None) -> bool | None:
    return None if kept is None else bool(kept)
