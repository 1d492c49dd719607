"""/专报: a report on one unit, category or place."""

from __future__ import annotations

from actions.refusals import Refusal
from actions.report_orders import About
from bot.call import Call
from bot.commands.declare import command
from bot.reports_wanted import wanted
from reports.subjects import known_subject
from rules.report_periods import ReportKind
from rules.report_words import split_anew, split_period


@command(
    "专报", "special", action="special", example="/专报 云杉里 供热 近30天", labels={"matter": "单位、分类或地点 期间"}
)
def special(call: Call, matter: str) -> str:
    """出一份专项报告：某单位、某类或某处（不写期间是近30天；重出=另出一份）。"""
    desk = call.desk
    said, anew = split_anew(matter)
    words, period = split_period(said, desk.now, desk.rules.zone)
    if not words:
        raise Refusal("nothing_to_report_on")
    return wanted(call, About(ReportKind.SPECIAL, period, known_subject(desk, words, period)), anew=anew)
