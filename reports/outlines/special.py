"""Writes a special report on one category, place or unit: data, distribution, causes, duties, schedule and risk."""

from __future__ import annotations

from reports.dataset import DataSet
from reports.outline import Block, Outline, Section
from reports.outlines.ahead import due_by_unit, suggestions
from reports.outlines.calling import desk_calls
from reports.outlines.cases import typical_cases
from reports.outlines.figures import Figures, named
from reports.outlines.frame import framed
from reports.outlines.keeping import closing, pace
from reports.outlines.listing import MOST_ORDERS
from reports.outlines.ranking import ranking, units_table
from reports.outlines.receiving import received, share_of_township
from reports.outlines.repeats import repeat_callers, repeated
from reports.outlines.sensitive import sensitive
from reports.outlines.trends import spread
from reports.outlines.weekly import late, summary
from reports.outlines.writing import say
from rules.report_periods import ReportKind, words_of

_TOP = 10
_LISTED = MOST_ORDERS[ReportKind.SPECIAL]


def outline(data: DataSet) -> Outline:
    """Return what a special report says of its subject, in the ten sections of domain §15.2."""
    figures = Figures(data)
    sections = (
        Section("背景", tuple(_background(figures))),
        Section("数据", (*received(figures, "previous", "last_year"), closing(figures), pace(figures))),
        Section("分布", tuple(_distribution(figures))),
        Section("成因线索", (*repeated(figures), *repeat_callers(figures), *desk_calls(figures, _LISTED))),
        Section("责任单位", tuple(units_table(figures))),
        Section("超时情况", tuple(late(figures, _LISTED))),
        Section("典型案例", tuple(typical_cases(figures))),
        Section("措施建议", tuple(suggestions(figures))),
        Section("时间安排", tuple(due_by_unit(figures))),
        Section("风险", (_risk(figures), sensitive(figures))),
    )
    return framed(data, sections, summary(figures))


def _background(figures: Figures) -> list[Block]:
    data = figures.data
    span = named("span.this", "统计期间", words_of(data.spans["this"], data.zone))
    about = named("subject", "专项对象", data.subject.words if data.subject else "全部诉求")
    return [
        say(
            *(span, "，涉及“", about, "”的诉求受理", figures.count("received_count"), "件"),
            *(*share_of_township(figures), "。"),
        )
    ]


def _distribution(figures: Figures) -> list[Block]:
    return [
        *ranking(figures, "matter", _TOP),
        *ranking(figures, "community", _TOP),
        *ranking(figures, "place", _TOP),
        *spread(figures),
    ]


def _risk(figures: Figures) -> Block:
    count = figures.count
    return say(
        *("截至", figures.as_of, "在办", count("open_count"), "件，其中超时", count("overdue_open_count")),
        *("件、此后一周内到期", count("due_soon_count"), "件、较可能超时", count("at_risk_count")),
        *("件。本期群体诉求", count("crowd_count"), "件。"),
    )
