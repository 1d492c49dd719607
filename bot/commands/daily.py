"""/日报: the daily report, made once and sent as files."""

from __future__ import annotations

from bot.call import Call
from bot.commands.declare import command
from bot.reports_wanted import periodical
from rules.report_periods import ReportKind


@command("日报", "daily", action="daily", example="/日报 昨天", labels={"period": "日期"})
def daily(call: Call, period: str | None = None) -> str:
    """一天的日报（不写日期是上一期；重出=另出一份）。"""
    return periodical(call, ReportKind.DAILY, period)
