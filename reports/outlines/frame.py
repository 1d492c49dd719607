"""Puts a report's title, period and moment around its sections."""

from __future__ import annotations

from reports.dataset import DataSet
from reports.outline import Outline, Paragraph, Section
from rules.report_periods import ReportKind, words_of

TITLES = {
    ReportKind.DAILY: "接诉即办工作日报",
    ReportKind.WEEKLY: "接诉即办工作周报",
    ReportKind.MONTHLY: "接诉即办工作月报",
    ReportKind.SPECIAL: "专项分析报告",
    ReportKind.INCIDENT: "突发情况报告",
}


def framed(data: DataSet, sections: tuple[Section, ...], summary: tuple[Paragraph, ...]) -> Outline:
    """Return a whole report of its sections, with the title, number and period that all kinds have."""
    about = data.subject.words if data.subject else ""
    return Outline(
        kind=data.kind,
        number=data.number,
        title=f"{data.site}{about}{TITLES[data.kind]}",
        site=data.site,
        period=data.period,
        period_words=words_of(data.period, data.zone),
        made_at=data.made_at,
        sections=sections,
        summary=summary,
    )
