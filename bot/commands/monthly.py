"""/月报: the monthly report, made once and sent as files."""

from __future__ import annotations

from bot.call import Call
from bot.commands.declare import command
from bot.reports_wanted import periodical
from rules.report_periods import ReportKind


@command("月报", "monthly", action="monthly", example="/月报 10月", labels={"period": "月"})
def monthly(call: Call, period: str | None = None) -> str:
    """一个月的月报（不写是上一月；重出=另出一份）。"""
    return periodical(call, ReportKind.MONTHLY, period)
