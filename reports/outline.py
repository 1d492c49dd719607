"""What a report says, before anybody puts it on paper: sections of paragraphs, tables and charts made of figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from rules.report_periods import Period, ReportKind

Value = int | Decimal | str | None


@dataclass(frozen=True)
class Figure:
    """One fact of a report: a count, a rate, a moment or a name, known by `key` wherever it appears.

    `key` is stable from report to report, such as `received.count` or `unit.北柳巷社区.on_time_rate`; `name` says in
    Chinese what it is; `value` is what was computed (None where nothing can be said), `shown` how it is written
    everywhere, such as `19/20 = 95.0%` or `—`; `basis` how it was computed, in Chinese. A figure in the words is never
    typed as text.
    """

    key: str
    name: str
    value: Value
    shown: str
    basis: str = ""


Part = str | Figure


@dataclass(frozen=True)
class Paragraph:
    """Words with figures in them; in the words themselves stands no digit but of a number of an order."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Table:
    """A table; `name` is also the name of its sheet. With `has_total` the last row is the sum of those above.

    Of a long list only the first `on_paper` rows stand on paper; the sheet has them all.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Part, ...], ...]
    has_total: bool = False
    on_paper: int | None = None


@dataclass(frozen=True)
class Series:
    """One line or one set of bars of a chart."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Chart:
    """A picture of figures that also stand in a table; a heat chart has one series for each row."""

    name: str
    kind: Literal["bar", "line", "pareto", "heat"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = "件"


Block = Paragraph | Table | Chart


@dataclass(frozen=True)
class Section:
    """A numbered section under its heading."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Outline:
    """A whole report, known by its number; `summary` is what the chat reads, a line each."""

    kind: ReportKind
    number: str
    title: str
    site: str
    period: Period
    period_words: str
    made_at: datetime
    sections: tuple[Section, ...]
    summary: tuple[Paragraph, ...]
