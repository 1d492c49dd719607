"""Finds the header row of an exported table of work orders, and which column holds which field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from rules.half_width import half_width
from rules.order_labels import LABELS

Cell = str | int | float | bool | datetime | date | time | timedelta | None

HEADER_WITHIN_ROWS = 30
# Columns that pasted orders do not have: how far a ticket under way has come.
_COLUMNS_ONLY: dict[str, str] = {
    "state": "工单状态 办理状态 当前状态 处理状态 状态",
    "grade": "工单等级 派单等级 响应等级 办理等级 等级",
    "signed_at": "签收时间 平台签收时间",
    "verified_at": "初核时间 核实时间 初核",
    "assigned_at": "转办时间 转派时间 分派时间 转办",
    "accepted_at": "接单时间 单位受理时间 单位接单时间",
    "contacted_at": "首次联系时间 首联时间 联系时间",
    "resolved_at": "办结时间 单位办结时间",
    "replied_at": "平台回复时间 回复时间 答复时间",
}
_NO_COLUMNS = frozenset({"other", "unit_deadline_at"})
_DEADLINES = {"deadline_at": f"{LABELS['deadline_at']} {LABELS['unit_deadline_at']}"}
_NAMES: dict[str, str] = {**LABELS, **_COLUMNS_ONLY, **_DEADLINES}
FIELDS = frozenset(_NAMES) - _NO_COLUMNS
# A field's first name is its plainest; of two columns for one field the plainer one counts.
_FIELD_AND_RANK = {
    name: (field, rank)
    for field, names in _NAMES.items()
    for rank, name in enumerate([*names.split(), field])
    if field not in _NO_COLUMNS
}
_DAYS_TO_1904 = 1462
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】")
_ORNAMENT = re.compile(r"[\s*:]")


@dataclass(frozen=True)
class Column:
    """One column of the table that holds a field; `index` counts from 0."""

    index: int
    field: str
    heading: str


@dataclass(frozen=True)
class Header:
    """The last header row (counted from 0) and its columns, for each field the plainest first.

    `headings` is what stands over each column; `from_1904` tells whether bare days are counted from 1904.
    """

    row: int
    columns: tuple[Column, ...]
    headings: tuple[str, ...] = ()
    from_1904: bool = False

    def cells(self, row: Sequence[Cell]) -> dict[str, Cell]:
        """Return the row's cells by field; of several columns for one field the first that is not empty."""
        found: dict[str, Cell] = {}
        for column in self.columns:
            cell = row[column.index] if column.index < len(row) else None
            if cell is not None and cell != "" and column.field not in found:
                found[column.field] = self._since_1900(column.field, cell)
        return found

    def _since_1900(self, field: str, cell: Cell) -> Cell:
        is_day = self.from_1904 and field.endswith("_at") and isinstance(cell, int | float)
        return cell + _DAYS_TO_1904 if is_day and isinstance(cell, int | float) else cell

    def without(self, names: Iterable[str]) -> list[str]:
        """Return those of the township's own headings that stand over no column."""
        over = [_plain(heading) for heading in self.headings]
        # Under an upper cell the heading may be the lower one alone.
        return [name for name in names if not any(each.endswith(_plain(name)) for each in over)]

    def heading(self, field: str) -> str:
        """Return what the table calls a field; the field's own first name where it has no column."""
        named = next((column.heading for column in self.columns if column.field == field), None)
        return named or _NAMES.get(field, field).split()[0]


def find_header(rows: Sequence[Sequence[Cell]], own_names: Mapping[str, str] | None = None) -> Header | None:
    """Return the header among the first rows: it names the ticket number and at least one more field.

    It may be two rows, the upper one with cells over several columns. `own_names` are the township's own headings
    with the field of each, or with nothing for a column that is to be left out; they win over the known names.
    """
    own = {_plain(heading): field or None for heading, field in (own_names or {}).items()}
    shown = [[_shown(cell) for cell in row] for row in rows[:HEADER_WITHIN_ROWS]]
    headers = [_header(number, [[text] for text in row], own) for number, row in enumerate(shown)]
    pairs = [_header(number + 1, _both(*two), own) for number, two in enumerate(pairwise(shown)) if _is_upper(*two)]
    # Where both find as much the single row comes first, and is it.
    return max(filter(_is_usable, [*headers, *pairs]), key=lambda header: len(header.columns), default=None)


def _shown(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _is_upper(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell whether two rows can be one header: the lower one fills gaps and stands under cells, and is no data."""
    return any(lower) and not any(re.search("[0-9]", text) for text in lower) and any(upper)


def _both(upper: Sequence[str], lower: Sequence[str]) -> list[list[str]]:
    """What may stand over each column of a header of two rows: the lower text, both together, the upper one."""
    found: list[list[str]] = []
    over = ""
    for index in range(max(len(upper), len(lower))):
        above, below = (row[index] if index < len(row) else "" for row in (upper, lower))
        over = above or over
        found.append([below, over + below] if below else [above])
    return found


def _header(number: int, row: Sequence[Sequence[str]], own: Mapping[str, str | None]) -> Header:
    ranked: list[tuple[int, Column]] = []
    for index, texts in enumerate(row):
        for text in texts:
            plain = _plain(text)
            field, rank = (own[plain], -1) if plain in own else _FIELD_AND_RANK.get(plain, (None, 0))
            if field is not None:
                ranked.append((rank, Column(index, field, half_width(text).strip())))
                break
    ranked.sort(key=lambda each: (each[0], each[1].index))
    return Header(number, tuple(column for _, column in ranked), tuple(texts[-1] for texts in row))


def _is_usable(header: Header) -> bool:
    fields = {column.field for column in header.columns}
    return "ticket_no" in fields and len(fields) > 1


def _plain(heading: str) -> str:
    bare = _IN_BRACKETS.sub("", half_width(heading))
    return _ORNAMENT.sub("", bare or half_width(heading))
