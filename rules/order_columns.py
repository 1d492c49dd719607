"""Finds the header row of an exported table, and which column holds which field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
_DAYS_TO_1904 = 1462
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】")
_ORNAMENT = re.compile(r"[\s*:]")


class Vocabulary:
    """The fields that a kind of table can hold, with the names platforms give to each, the plainest first.

    Of two columns for one field the plainer one counts.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)
        self.fields = frozenset(names)
        self._field_and_rank = {
            name: (meant, rank) for meant, all_names in names.items() for rank, name in enumerate(all_names.split())
        } | {meant: (meant, len(all_names.split())) for meant, all_names in names.items()}

    def only(self, fields: Iterable[str], more: Mapping[str, str]) -> Vocabulary:
        """Return a vocabulary of some of these fields, and of more with their own names."""
        return Vocabulary({name: self._names[name] for name in fields} | dict(more))

    def field_and_rank(self, plain: str) -> tuple[str | None, int]:
        """Return the field a heading names and how plainly, 0 being the plainest; None for one that is not known."""
        return self._field_and_rank.get(plain, (None, 0))

    def plainest(self, field: str) -> str:
        """Return the first name of a field."""
        return self._names.get(field, field).split()[0]


ORDERS = Vocabulary({name: words for name, words in _NAMES.items() if name not in _NO_COLUMNS})


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
    vocabulary: Vocabulary = field(default=ORDERS, compare=False, repr=False)

    def cells(self, row: Sequence[Cell]) -> dict[str, Cell]:
        """Return the row's cells by field; of several columns for one field the first that is not empty."""
        found: dict[str, Cell] = {}
        for column in self.columns:
            cell = row[column.index] if column.index < len(row) else None
            if cell is not None and cell != "" and column.field not in found:
                found[column.field] = self._since_1900(column.field, cell)
        return found

    def _since_1900(self, name: str, cell: Cell) -> Cell:
        is_day = self.from_1904 and name.endswith("_at") and isinstance(cell, int | float)
        return cell + _DAYS_TO_1904 if is_day and isinstance(cell, int | float) else cell

    def without(self, names: Iterable[str]) -> list[str]:
        """Return those of the township's own headings that stand over no column."""
        over = [_plain(heading) for heading in self.headings]
        # Under an upper cell the heading may be the lower one alone.
        return [name for name in names if not any(each.endswith(_plain(name)) for each in over)]

    def heading(self, field: str) -> str:
        """Return what the table calls a field; the field's own first name where it has no column."""
        named = next((column.heading for column in self.columns if column.field == field), None)
        return named or self.vocabulary.plainest(field)


def find_header(
    rows: Sequence[Sequence[Cell]], own_names: Mapping[str, str] | None = None, vocabulary: Vocabulary = ORDERS
) -> Header | None:
    """Return the header among the first rows: it names the ticket number and at least one more field.

    It may be two rows, the upper one with cells over several columns. `own_names` are the township's own headings
    with the field of each, or with nothing for a column that is to be left out; they win over the known names.
    """
    read = _Reader({_plain(heading): meant or None for heading, meant in (own_names or {}).items()}, vocabulary)
    shown = [[_shown(cell) for cell in row] for row in rows[:HEADER_WITHIN_ROWS]]
    headers = [read.header(number, [[text] for text in row]) for number, row in enumerate(shown)]
    pairs = [read.header(number + 1, _both(*two)) for number, two in enumerate(pairwise(shown)) if _is_upper(*two)]
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


@dataclass(frozen=True)
class _Reader:
    """What headings mean: the township's own names before those of the vocabulary."""

    own: Mapping[str, str | None]
    vocabulary: Vocabulary

    def header(self, number: int, row: Sequence[Sequence[str]]) -> Header:
        """Return a row as a header; each cell has the texts that may stand over its column."""
        ranked: list[tuple[int, Column]] = []
        for index, texts in enumerate(row):
            for text in texts:
                plain = _plain(text)
                meant, rank = (self.own[plain], -1) if plain in self.own else self.vocabulary.field_and_rank(plain)
                if meant is not None:
                    ranked.append((rank, Column(index, meant, half_width(text).strip())))
                    break
        ranked.sort(key=lambda each: (each[0], each[1].index))
        headings = tuple(texts[-1] for texts in row)
        return Header(number, tuple(column for _, column in ranked), headings, vocabulary=self.vocabulary)


def _is_usable(header: Header) -> bool:
    fields = {column.field for column in header.columns}
    return "ticket_no" in fields and len(fields) > 1


def _plain(heading: str) -> str:
    bare = _IN_BRACKETS.sub("", half_width(heading))
    return _ORNAMENT.sub("", bare or half_width(heading))
