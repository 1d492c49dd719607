"""Tells what came in and went out in a period, and on what it is compared."""

from __future__ import annotations

from reports.outline import Block, Paragraph, Part
from reports.outlines import shown
from reports.outlines.figures import Figures, named
from reports.outlines.writing import joined, say
from rules.report_periods import ReportKind, words_of

_BASES = {"previous": ("环比", "上期"), "last_year": ("同比", "去年同期")}
_BEFORE = {ReportKind.DAILY: "上一日", ReportKind.MONTHLY: "上月"}


def received(figures: Figures, *bases: str) -> list[Block]:
    """Return how much came, on which base it changed, and how it was dealt with."""
    count, data = figures.count, figures.data
    found: list[Block] = [
        say(
            *("本期受理", count("received_count"), "件", *_changes(figures, bases), "。", *_kinds(figures)),
            *("本期办结", count("closed_count"), "件。截至", figures.as_of, "在办", count("open_count"), "件。"),
        ),
        _apart(figures),
    ]
    return [partial_words(figures), *found] if data.spans["this"].end < data.period.end else found


def partial_words(figures: Figures) -> Paragraph:
    """Return that the period is not over, and what it is compared with therefore."""
    until = figures.moment("made_at", "编报时间", figures.data.made_at)
    return say("本期未满，数据统计至", until, "，对比期截取相同时长。")


def _changes(figures: Figures, bases: tuple[str, ...]) -> list[Part]:
    found: list[Part] = []
    for base in bases:
        word, name = _BASES[base]
        span = words_of(figures.data.spans[base], figures.data.zone)
        told = _BEFORE.get(figures.data.kind, name) if base == "previous" else name
        found += [f"，{told}（", _span(base, name, span), "）"]
        if figures.data.knows(base):
            found += [figures.count("received_count", base), f"件、{word}", figures.change("received_count", base)]
        else:
            found += ["数据不足"]
    return found


def _span(base: str, name: str, words: str) -> Part:
    return named(f"span.{base}", f"{name}起止", words)


def _kinds(figures: Figures) -> list[Part]:
    kinds = figures.top("received_count", "kind", 4)
    if not figures.number("received_count"):
        return []
    pieces = [(figures.name(of), figures.count("received_count", "this", of), "件") for of in kinds]
    return ["其中，", *joined(pieces, end="。")]


def _apart(figures: Figures) -> Paragraph:
    return say(
        *("另有并单", figures.count("merged_count"), "件、剔除", figures.count("excluded_count")),
        "件，不计入上述数据。",
    )


def share_of_township(figures: Figures) -> list[Part]:
    """Return what part of everything received in the township a special report is about."""
    part, whole = figures.number("received_count"), figures.data.fact("total.received_count")
    told = shown.rate_shown(part, whole)
    return ["，占全部受理量的", named("received_count.of_township", "占全部受理量", told)]
