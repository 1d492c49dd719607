"""/统计: counts and rates of any period, unit, class or place, counted as the reports count."""

from __future__ import annotations

from actions.refusals import Refusal
from actions.report_subjects import subject_of
from bot.call import Call
from bot.commands.declare import command
from reports.freezing import freeze_counts
from reports.outlines.figures import Figures
from rules.statistics_words import read_statistics
from texts import statistics as texts


@command("统计", "stats", action="stats", example="/统计 青禾家园 上周", labels={"what": "单位、类别或地点 期间"})
def stats(call: Call, what: str | None = None) -> str:
    """看一段时间的件数和各项及时率（不写期间是本月）。"""
    desk = call.desk
    asked = read_statistics(what or "", desk.now, desk.rules.zone, desk.rules.rates.period_start_day)
    if asked.period.start >= desk.now:
        raise Refusal("count_to_come")
    subject = subject_of(desk, asked.words) if asked.words else None
    figures = Figures(freeze_counts(desk, asked.period, subject))
    if subject is not None and not figures.data.value("SELECT count(*) FROM tickets"):
        return texts.nothing_counted()
    return texts.statistics(figures, is_official=asked.is_official)
