"""Writes the monthly report: the week's contents over a month, with last year, the three rates and what to do next."""

from __future__ import annotations

from reports.dataset import DataSet
from reports.outline import Outline, Section
from reports.outlines.ahead import due_by_unit, season, suggestions
from reports.outlines.calling import composite, desk_calls, lost_points, three_rates
from reports.outlines.cases import typical_cases
from reports.outlines.figures import Figures
from reports.outlines.frame import framed
from reports.outlines.hot_spots import hot_spots
from reports.outlines.keeping import closing, limits_table, pace
from reports.outlines.listing import MOST_HOT_SPOTS, MOST_ORDERS, MOST_REPEATS
from reports.outlines.money import deductions
from reports.outlines.ranking import ranking, units_table
from reports.outlines.receiving import received
from reports.outlines.repeats import repeat_callers, repeated, repeats_by_rule
from reports.outlines.requests import waiting
from reports.outlines.sensitive import sensitive
from reports.outlines.suggesting import hit_rate
from reports.outlines.trends import by_month, spread
from reports.outlines.weekly import late, open_by_age, summary
from rules.report_periods import ReportKind

_TOP = 10
_LISTED = MOST_ORDERS[ReportKind.MONTHLY]


def outline(data: DataSet) -> Outline:
    """Return what the monthly report says."""
    figures = Figures(data)
    places = ranking(figures, "place", _TOP, with_year=True)
    sections = (
        Section("总体情况", (*received(figures, "previous", "last_year"), closing(figures), pace(figures))),
        Section("三率和综合成绩", tuple(three_rates(figures))),
        Section("失分分析", tuple(lost_points(figures, _LISTED))),
        Section("趋势", (*by_month(figures), *spread(figures))),
        Section("诉求类别", tuple(ranking(figures, "category", _TOP, with_year=True))),
        Section("社区和点位", (*ranking(figures, "community", _TOP, with_year=True), *places)),
        Section("承办单位", (*units_table(figures), limits_table(figures), hit_rate(figures))),
        Section("超时情况", tuple(late(figures, _LISTED))),
        Section("回访情况", tuple(desk_calls(figures, _LISTED))),
        Section("在办件时长", tuple(open_by_age(figures))),
        Section(
            "重复、群体与敏感件",
            (
                *repeated(figures),
                *repeats_by_rule(figures, MOST_REPEATS[ReportKind.MONTHLY]),
                *repeat_callers(figures),
                sensitive(figures),
                waiting(figures),
            ),
        ),
        Section("热点", tuple(hot_spots(figures, MOST_HOT_SPOTS))),
        Section("合同扣款", tuple(deductions(figures))),
        Section("典型案例", tuple(typical_cases(figures))),
        Section("下月预测与预警", (*season(figures), *due_by_unit(figures))),
        Section("未诉先办建议", tuple(suggestions(figures))),
    )
    return framed(data, sections, (*summary(figures), *composite(figures)))
