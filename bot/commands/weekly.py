"""/周报: the weekly report, made once and sent as files."""

from __future__ import annotations

from bot.call import Call
from bot.commands.declare import command
from bot.reports_wanted import periodical
from rules.report_periods import ReportKind


@command("周报", "weekly", action="weekly", example="/周报 上周", labels={"period": "周"})
def weekly(call: Call, period: str | None = None) -> str:
    """一周的周报（不写是上一周；重出=另出一份）。"""
    return periodical(call, ReportKind.WEEKLY, period)
