"""Knows the five reports."""

from __future__ import annotations

from reports.dataset import DataSet
from reports.outline import Outline
from reports.outlines import daily, incident, monthly, special, weekly
from rules.report_periods import ReportKind

_WRITERS = {
    ReportKind.DAILY: daily.outline,
    ReportKind.WEEKLY: weekly.outline,
    ReportKind.MONTHLY: monthly.outline,
    ReportKind.SPECIAL: special.outline,
    ReportKind.INCIDENT: incident.outline,
}


def outline(data: DataSet) -> Outline:
    """Return what a report says, from its frozen data alone: the same for ever."""
    return _WRITERS[data.kind](data)
