"""/统计: counts and rates of any period, unit, class or place, counted as the reports count; and what is hot."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from actions import suggesting
from actions.counting_first import counted
from actions.desk import Desk
from actions.refusals import Refusal
from actions.report_subjects import nothing_fits_all, subject_of
from bot.call import Call
from bot.commands.declare import command
from models.queries import study
from reports.living import Living
from rules.report_subject import Subject
from rules.statistics_words import Asked, read_statistics
from texts import statistics as texts

_HOT = frozenset({"热点", "热点问题", "当前热点"})
# Looked for again with each new order; what was not found for so long has gone cold.
_HOT_FOR = timedelta(days=1)


@command("统计", "stats", action="stats", example="/统计 青禾家园 上周", labels={"what": "单位、类别、地点或热点 期间"})
def stats(call: Call, what: str | None = None) -> str:
    """看一段时间的件数和各项及时率（不写期间是本月；可写上周、三季度、今年）。"""
    desk = call.desk
    asked = read_statistics(what or "", desk.now, desk.rules.zone, desk.rules.rates.period_start_day)
    if asked.period.start >= desk.now:
        raise Refusal("count_to_come")
    if asked.words in _HOT:
        return _hot(call, asked)
    subject = subject_of(desk, asked.words) if asked.words else None
    return counted(desk, (asked, subject), partial(_counted, asked=asked, subject=subject))


def _counted(desk: Desk, *, asked: Asked, subject: Subject | None) -> str:
    living = Living(desk, asked.period, subject)
    if subject is not None and not living.has_orders():
        return texts.nothing_counted(apart=_known_apart(desk, asked))
    this = living.spans["this"]
    hits = None if subject else suggesting.hit_rate_in(desk, this.start, this.end)
    return texts.statistics(living, hits, is_official=asked.is_official)


def _known_apart(desk: Desk, asked: Asked) -> bool:
    return nothing_fits_all(desk, asked.words, lambda each: Living(desk, asked.period, each).has_orders())


def _hot(call: Call, asked: Asked) -> str:
    desk = call.desk
    if not asked.has_period:
        return texts.hot_spots(desk, study.hot_spots_since(desk.session, desk.now - _HOT_FOR), None)
    found = study.hot_spots_since(desk.session, asked.period.start)
    began = [row for row in found if row.first_found_at < asked.period.end]
    return texts.hot_spots(desk, began, asked.period)
