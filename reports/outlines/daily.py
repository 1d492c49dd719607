"""Writes the daily report: one page on what came, what was late, what is next and who is on duty."""

from __future__ import annotations

from reports.dataset import DataSet
from reports.outline import Block, Outline, Paragraph, Part, Section
from reports.outlines.duty import duty, unanswered
from reports.outlines.figures import Figures
from reports.outlines.frame import framed
from reports.outlines.keeping import STAGES, limits_table
from reports.outlines.listing import MOST_ORDERS, MOST_UNANSWERED
from reports.outlines.orders import overdue_table
from reports.outlines.receiving import received
from reports.outlines.reconciling import compared
from reports.outlines.repeats import repeated
from reports.outlines.requests import waiting
from reports.outlines.sensitive import sensitive
from reports.outlines.writing import joined, say
from rules.report_periods import ReportKind

_LISTED = MOST_ORDERS[ReportKind.DAILY]


def outline(data: DataSet) -> Outline:
    """Return what the daily report says."""
    figures = Figures(data)
    sections = (
        Section("受理情况", (_together(*received(figures, "previous")),)),
        Section("时限执行", (limits_table(figures),)),
        Section("到期、超时与临期", (*_late(figures), _next(figures))),
        Section("申请、重复与敏感件", (_together(waiting(figures), *repeated(figures), sensitive(figures)),)),
        Section(
            "值守与提醒",
            (_together(*duty(figures), compared(figures)), *unanswered(figures, MOST_UNANSWERED)),
        ),
    )
    return framed(data, sections, _summary(figures))


def _together(*paragraphs: Block) -> Paragraph:
    """Put several into one, so that a day stays on its page."""
    return say(*(part for each in paragraphs if isinstance(each, Paragraph) for part in each.parts))


def _late(figures: Figures) -> tuple[Block, ...]:
    count = figures.count
    words = say(
        *("本期到期", count("due_count"), "件。截至", figures.as_of, "超时", count("overdue_count"), "件，其中未办结"),
        *(count("overdue_open_count"), "件、超时后办结", count("overdue_closed_count"), "件。"),
    )
    return (words, *overdue_table(figures, _LISTED))


def _next(figures: Figures) -> Paragraph:
    count = figures.count
    return say(
        *("自", figures.as_of, "起一日内到期", count("due_soon_count")),
        *("件，其中单位尚未受理或内部办理时限已过、较可能超时的", count("at_risk_count")),
        *("件。同一时点，已转办尚未联系诉求人", count("not_contacted_count"), "件。"),
    )


def _summary(figures: Figures) -> tuple[Paragraph, ...]:
    count = figures.count
    stages: list[Part] = joined((f"{word}", figures.rate(f"{key}_on_time_rate")) for key, word in STAGES.items())
    return (
        say(
            "受理",
            count("received_count"),
            "件，环比",
            figures.change("received_count"),
            "；办结",
            count("closed_count"),
            "件，到期",
            count("due_count"),
            "件",
        ),
        say("及时率：", *stages),
        say(
            *("截至", figures.as_of, "：在办", count("open_count"), "件，超时", count("overdue_count")),
            *("件，今后一日到期", count("due_soon_count"), "件，未联系", count("not_contacted_count"), "件"),
        ),
    )
