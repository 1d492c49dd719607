"""The names of the reports and the statement, and how a report is numbered."""

from __future__ import annotations

from datetime import date

from rules.report_periods import ReportKind

REPORT_NAMES = {
    ReportKind.DAILY: "日报",
    ReportKind.WEEKLY: "周报",
    ReportKind.MONTHLY: "月报",
    ReportKind.SPECIAL: "专项报告",
    ReportKind.INCIDENT: "突发报告",
    ReportKind.STATEMENT: "扣款结算单",
}
_PREFIXES = {
    ReportKind.DAILY: "RB",
    ReportKind.WEEKLY: "ZB",
    ReportKind.MONTHLY: "YB",
    ReportKind.SPECIAL: "ZX",
    ReportKind.INCIDENT: "TF",
    ReportKind.STATEMENT: "JS",
}


def number_prefix(kind: ReportKind, day: date) -> str:
    """Return what the numbers of a kind and the day of their making begin with, such as `RB-20261126-`."""
    return f"{_PREFIXES[kind]}-{day:%Y%m%d}-"
