"""Tells of single orders in lists: what each is about, whose it is, how late it is and what the records say of why."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from reports.dataset import DataSet, moment
from reports.outline import Figure, Part, Table
from reports.outlines import shown
from reports.outlines.figures import NOBODY, Figures, named
from reports.outlines.writing import table
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
        """Return a word about it as a figure."""
        return named(f"order.{self.number}-{self.row['round']}.{what}", f"{self.number} {name}", value)

    @property
    def unit(self) -> Figure:
        """Return who answers for it."""
        return self.figure("unit", "承办单位", self.row["unit"] or NOBODY)

    @property
    def matter(self) -> Figure:
        """Return what it is about, or that this is nobody's business."""
        return self.figure(
            "matter", "事项", HIDDEN if self.row["is_sensitive"] else self.row["title"] or self.row["matter"]
        )

    @property
    def state(self) -> Figure:
        """Return where it stands."""
        return self.figure("state", "状态", STATES.get(self.row["state"], self.row["state"]))

    def at(self, column: str, name: str) -> Figure:
        """Return one of its moments."""
        value = self.row[column]
        return self.figure(column, name, shown.moment_shown(moment(value), self.data.zone) if value else None)

    @property
    def late_by(self) -> Figure:
        """Return how long it was, or is, past its deadline."""
        end = self.row["closed_at"] or int((self.data.as_of - moment(0)).total_seconds() * 1_000_000)
        minutes = (end - self.row["deadline_at"]) // _MINUTE
        return self.figure("late_by", "超时", shown.span_shown(minutes))


def overdue_table(figures: Figures, limit: int) -> Table | None:
    """Return the orders past their deadline, those that have waited longest first; None without any."""
    rows = figures.orders("overdue_count", "t.closed_at IS NOT NULL, t.deadline_at", limit)
    orders = [Order(figures.data, row) for row in rows]
    columns = ("工单编号", "承办单位", "事项", "办理期限", "超时", "状态")
    lines: list[tuple[Part, ...]] = [
        (each.number, each.unit, each.matter, each.at("deadline_at", "办理期限"), each.late_by, each.state)
        for each in orders
    ]
    return table("超时件", columns, lines) if lines else None
