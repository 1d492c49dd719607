"""Reads a row of the platform's export for comparison: number, moments, deadline, state and unit, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from rules.order_cells import moment_in, said
from rules.order_columns import ORDERS, Cell, Header
from rules.order_row import CellMistake, read_row
from rules.reconciling import MOMENTS, Side
from rules.stages import State
from rules.ticket_number import Patterns

_COLUMN_OF = {name: name for name in MOMENTS} | {"dispatched_at": "first_dispatched_at"}
COLUMNS = ORDERS.only(
    ("ticket_no", "platform", *_COLUMN_OF.values(), "deadline_at", "state", "lead_unit"),
    {"closed_at": "结案时间 归档时间 完结时间 关单时间"},
)
# Of no use for a comparison, and no reason to leave the rest of the row out.
_HARMLESS = {("state", "unreadable"), ("first_dispatched_at", "date_only")}


@dataclass(frozen=True)
class PlatformRow:
    """What one row says of an order; it holds nothing of a citizen."""

    ticket_no: str
    platform: str | None
    side: Side
    closed_at: datetime | None
    line: int

    @property
    def dispatched_at(self) -> datetime | None:
        """Return when the platform gave it out."""
        return self.side.at("dispatched_at")

    @property
    def said(self) -> str:
        """Return the digest of all it says, so that the same words are known again."""
        side = self.side
        told = [*(side.at(name) for name in MOMENTS), side.deadline_at, side.state, side.unit, self.closed_at]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def moments_told(header: Header) -> frozenset[str]:
    """Return the moments that an export has a column for: what is empty there has not happened."""
    fields = {column.field for column in header.columns}
    return frozenset(name for name, field in _COLUMN_OF.items() if field in fields)


def read_platform_row(
    cells: Mapping[str, Cell], tells: frozenset[str], *, patterns: Patterns, today: date, zone: tzinfo, line: int
) -> PlatformRow | tuple[CellMistake, ...]:
    """Return what a row says, or why it cannot be compared."""
    reading = read_row(cells, patterns=patterns, today=today, zone=zone)
    mistakes = [each for each in reading.mistakes if (each.field, each.why) not in _HARMLESS]
    closed_at = moment_in(cells["closed_at"], today, zone) if said(cells.get("closed_at")) else None
    if mistakes:
        return tuple(mistakes)
    values = reading.values
    return PlatformRow(
        ticket_no=values["ticket_no"],
        platform=values.get("platform"),
        side=Side(
            {name: values.get(field) for name, field in _COLUMN_OF.items()},
            values.get("deadline_at"),
            _state(cells, values.get("state")),
            values.get("lead_unit"),
            tells,
        ),
        closed_at=closed_at,
        line=line,
    )


def _state(cells: Mapping[str, Cell], state: State | None) -> State | None:
    """Only a state that is written counts: one that moments prove says nothing of what was not exported."""
    return state if said(cells.get("state")) else None
