"""Tells of single orders in lists: what each is about, whose it is, how late it is and what the records say of why."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from reports.dataset import DataSet, micros, moment
from reports.outline import Block, Figure
from reports.outlines import delays, shown
from reports.outlines.figures import BY_DESK, Figures, named
from reports.outlines.listing import listing
from rules.names import STATES

HIDDEN = "（敏感或保密，不公开）"
_MINUTE = 60 * 1_000_000


@dataclass(frozen=True)
class Order:
    """One order of the data set, and the figures told of it."""

    data: DataSet
    row: sqlite3.Row

    @property
    def number(self) -> str:
        """Return its number, which stands in a report as it is."""
        return str(self.row["ticket_no"])

    def figure(self, what: str, name: str, value: str | None) -> Figure:
        """Return a word about it as a figure, keyed by number and round, so that the recount finds its row."""
        return named(f"order.{self.number}-{self.row['round']}.{what}", f"{self.number} {name}", value)

    @property
    def unit(self) -> Figure:
        """Return the unit that answers for it, else the desk."""
        return self.figure("unit", "承办单位", self.row["unit"] or BY_DESK)

    @property
    def matter(self) -> Figure:
        """Return what it is about, or that this is nobody's business."""
        hides = self.row["is_sensitive"] and self.row["title"] is None
        return self.figure("matter", "事项", HIDDEN if hides else self.row["title"] or self.row["matter"])

    @property
    def state(self) -> Figure:
        """Return where it stands."""
        return self.figure("state", "状态", STATES.get(self.row["state"], self.row["state"]))

    def at(self, column: str, name: str) -> Figure:
        """Return the moment in a column, — where there is none."""
        value = self.row[column]
        return self.figure(column, name, shown.moment_shown(moment(value), self.data.zone) if value else None)

    @property
    def late_by(self) -> Figure:
        """Return how long it was, or is, past its deadline."""
        end = self.row["closed_at"]
        end = micros(self.data.as_of) if end is None or end > micros(self.data.as_of) else end
        return self.figure("late_by", "超时", shown.span_shown((end - self.row["deadline_at"]) // _MINUTE))

    @property
    def reason(self) -> Figure:
        """Return what the records say of why it is late."""
        told = delays.reason(self.data, self.row["id"], hides_words=bool(self.row["is_sensitive"]))
        return self.figure("reason", "超时情况", told or None)


def orders(figures: Figures, metric: str, order: str) -> list[Order]:
    """Return the orders of a count as what can be told of each; `order` is SQL over `t`."""
    return [Order(figures.data, row) for row in figures.orders(metric, order)]


# The longest past its deadline first, by when it was closed or by now.
LONGEST_LATE = "coalesce(min(t.closed_at, :at), :at) - t.deadline_at DESC"


def overdue_table(figures: Figures, limit: int) -> list[Block]:
    """Return the orders past their deadline: those still open first, the longest first; nothing without any."""
    found = orders(figures, "overdue_count", f"coalesce(t.closed_at < :at, 0), {LONGEST_LATE}")
    columns = ("工单编号", "承办单位", "事项", "状态", "超时", "记录情况")
    lines = [(each.number, each.unit, each.matter, each.state, each.late_by, each.reason) for each in found]
    return listing(figures.count("overdue_count"), "超时件", columns, lines, limit)
