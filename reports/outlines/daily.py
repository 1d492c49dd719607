"""Writes the daily report: one page on what came, what was late, what is next and who is on duty."""

from __future__ import annotations

from reports.dataset import DataSet
from reports.outline import Block, Outline, Section
from reports.outlines.figures import Figures
from reports.outlines.frame import framed
from reports.outlines.keeping import limits_table
from reports.outlines.orders import overdue_table
from reports.outlines.writing import say

_LISTED = 8


def outline(data: DataSet) -> Outline:
    """Return what the daily report says."""
    figures = Figures(data)
    sections = (
        Section("受理情况", _received(figures)),
        Section("时限执行", (limits_table(figures),)),
        Section("到期与超时", _late(figures)),
        Section("临期与未联系", _next(figures)),
        Section("申请办理中", _requests(figures)),
    )
    return framed(data, sections, ())


def _received(figures: Figures) -> tuple[Block, ...]:
    count = figures.count
    return (
        say(
            *("本期受理", count("received_count"), "件，上期", count("received_count", "previous"), "件，环比"),
            *(
                figures.change("received_count"),
                "；办结",
                count("closed_count"),
                "件，目前在办",
                count("open_count"),
                "件。",
            ),
        ),
    )


def _late(figures: Figures) -> tuple[Block, ...]:
    count = figures.count
    words = say(
        *("本期到期", count("due_count"), "件，超时", count("overdue_count"), "件，其中未办结"),
        *(count("overdue_open_count"), "件、已办结", count("overdue_closed_count"), "件。"),
    )
    listed = overdue_table(figures, _LISTED)
    return (words, listed) if listed else (words,)


def _next(figures: Figures) -> tuple[Block, ...]:
    count = figures.count
    return (
        say(
            *("一日内到期", count("due_soon_count"), "件，其中单位未受理或已过内部时限、较可能超时的"),
            *(count("at_risk_count"), "件。尚未联系诉求人", count("not_contacted_count"), "件。"),
        ),
    )


def _requests(figures: Figures) -> tuple[Block, ...]:
    count = figures.count
    return (
        say(
            *("待审批、待批复：退单", count("returns_waiting_count"), "件，延期", count("extensions_waiting_count")),
            *("件，剔除", count("exclusions_waiting_count"), "件。"),
        ),
    )
