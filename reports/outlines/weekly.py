"""Writes the weekly report: the days, what was called about and where, the units, and the week ahead."""

from __future__ import annotations

from reports.dataset import DataSet
from reports.outline import Block, Outline, Paragraph, Section
from reports.outlines.ahead import due_by_unit
from reports.outlines.calling import desk_calls
from reports.outlines.cases import typical_cases
from reports.outlines.figures import AGES, WORDS, Figures, Of
from reports.outlines.frame import framed
from reports.outlines.hot_spots import hot_spots
from reports.outlines.keeping import closing, limits_table, pace
from reports.outlines.listing import MOST_HOT_SPOTS, MOST_ORDERS, MOST_REPEATS
from reports.outlines.orders import overdue_table
from reports.outlines.ranking import ranking, total_name, units_table
from reports.outlines.receiving import received
from reports.outlines.repeats import repeated, repeats_by_rule
from reports.outlines.requests import waiting
from reports.outlines.sensitive import sensitive
from reports.outlines.trends import by_day
from reports.outlines.writing import say, table
from rules.report_periods import ReportKind

_TOP = 10
_LISTED = MOST_ORDERS[ReportKind.WEEKLY]


def outline(data: DataSet) -> Outline:
    """Return what the weekly report says."""
    figures = Figures(data)
    sections = (
        Section("总体情况", (*received(figures, "previous"), closing(figures), pace(figures))),
        Section("逐日情况", tuple(by_day(figures))),
        Section("诉求类别", tuple(ranking(figures, "category", _TOP))),
        Section("社区和点位", (*ranking(figures, "community", _TOP), *ranking(figures, "place", _TOP))),
        Section("承办单位", (*units_table(figures), limits_table(figures))),
        Section("超时情况", tuple(late(figures, _LISTED))),
        Section("回访情况", tuple(desk_calls(figures, _LISTED))),
        Section("在办件时长", tuple(open_by_age(figures))),
        Section(
            "重复、群体与敏感件",
            (
                *repeated(figures),
                *repeats_by_rule(figures, MOST_REPEATS[ReportKind.WEEKLY]),
                sensitive(figures),
                waiting(figures),
            ),
        ),
        Section("热点", tuple(hot_spots(figures, MOST_HOT_SPOTS))),
        Section("典型案例", tuple(typical_cases(figures))),
        Section("下周预警", tuple(due_by_unit(figures))),
    )
    return framed(data, sections, summary(figures))


def late(figures: Figures, limit: int) -> list[Block]:
    """Return what was late, with what the records say of why."""
    count = figures.count
    words = say(
        *("本期到期", count("due_count"), "件；截至", figures.as_of, "超时", count("overdue_count"), "件，环比"),
        *(figures.change("overdue_count"), "；其中未办结", count("overdue_open_count"), "件。"),
    )
    return [words, *overdue_table(figures, limit)]


def open_by_age(figures: Figures) -> list[Block]:
    """Return how long what is open has been so, and how it is spread over those who have it in hand."""
    rows = [(figures.name(Of("age", age)), figures.count("open_count", "this", Of("age", age))) for age in AGES]
    total = (total_name("age"), figures.count("open_count"))
    count = figures.count
    words = say(
        *("截至", figures.as_of, "的在办件中，单位已有人受理的", count("in_hand_count"), "件，经办人"),
        *(count("handlers_count"), "人，人均在办", figures.mean("open_per_handler"), "件。"),
    )
    return [table("在办件时长", ("在办时长", "件数"), [*rows, total], has_total=True), words]


def summary(figures: Figures) -> tuple[Paragraph, ...]:
    """Return the few lines that come to the chat before the files."""
    count, rate = figures.count, figures.rate
    subject = figures.data.subject
    # All orders of one category are of that; what differs among them is the matter.
    dimension = "matter" if subject is not None and subject.category else "category"
    top = figures.largest("received_count", dimension, 1)
    first = (
        say(f"最多的{WORDS[dimension]}：", figures.name(top[0]), "，", figures.share("received_count", top[0]))
        if top
        else say("本期没有来件")
    )
    return (
        say(
            *("受理", count("received_count"), "件，环比", figures.change("received_count"), "；办结"),
            *(count("closed_count"), "件，按时办结率", rate("on_time_close_rate")),
        ),
        say("截至", figures.as_of, "：在办", count("open_count"), "件，超时", count("overdue_count"), "件"),
        first,
    )
