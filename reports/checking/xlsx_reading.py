"""Reads a finished xlsx again, from its bytes: figures with their cells, tables, and what should not be in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from reports.checking.docx_reading import Damaged

FIGURES = "指标"
_DIGITS = re.compile(r"0(?:\.(0+))?")


@dataclass(frozen=True)
class Cell:
    """What a cell holds, and what a reader sees of it."""

    value: Any
    text: str


@dataclass(frozen=True)
class Row:
    """One line of the sheet of figures: the key, the name, the value, how it is shown, and its line from 1 on."""

    key: str
    name: str
    value: Any
    shown: str
    line: int


@dataclass
class Book:
    """An xlsx as it was read: cells of each sheet by line, the figures, and where something is hidden or computed."""

    sheets: dict[str, list[list[Cell]]] = field(default_factory=dict)
    figures: list[Row] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def shown_at(self, reference: str) -> str | None:
        """Return what stands in a cell such as 指标!D17; None when there is no such cell."""
        sheet, _, cell = reference.rpartition("!")
        column, line = cell[:1], cell[1:]
        rows = self.sheets.get(sheet)
        if rows is None or not line.isdigit() or not "A" <= column <= "Z":
            return None
        at, place = int(line) - 1, ord(column) - ord("A")
        if not 0 <= at < len(rows) or place >= len(rows[at]):
            return None
        return rows[at][place].text

    @property
    def tables(self) -> dict[str, list[list[str]]]:
        """Return the texts of every sheet but that of the figures."""
        return {
            name: [[cell.text for cell in row] for row in rows] for name, rows in self.sheets.items() if name != FIGURES
        }


def seen(value: Any, number_format: str) -> str:
    """Return what a reader sees of a value: a number through its format, as far as reports use them."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    number = Decimal(str(value))
    parts = number_format.split(";")
    part = parts[0] if number > 0 or len(parts) == 1 else parts[-1] if number == 0 else parts[1]
    found = _DIGITS.search(part)
    if found is None:
        return str(value) if part == "General" else part.replace('"', "")
    number = number * 100 if part[found.end() :].startswith("%") else number
    step = Decimal(1).scaleb(-len(found[1] or ""))
    rounded = (number if len(parts) == 1 else abs(number)).quantize(step, ROUND_HALF_UP)
    return f"{part[: found.start()]}{rounded}{part[found.end() :]}".replace('"', "")


def read_xlsx(given: bytes) -> Book:
    """Read a workbook; raises Damaged."""
    try:
        opened = openpyxl.load_workbook(io.BytesIO(given), data_only=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, TypeError) as problem:
        raise Damaged(str(problem)) from problem
    except SyntaxError as problem:
        # What is no XML.
        raise Damaged(str(problem)) from problem
    book = Book()
    for sheet in opened.worksheets:
        if sheet.sheet_state != "visible":
            book.hidden.append(f"工作表 {sheet.title}")
        book.hidden += _hidden_parts(sheet)
        book.sheets[sheet.title] = [list(row) for row in _rows(sheet, book)]
    book.hidden += [f"工作表 {sheet.title}" for sheet in opened.chartsheets]
    book.hidden += [f"名称 {name}" for name in opened.defined_names]
    book.figures = list(_figures(book.sheets.get(FIGURES, [])))
    return book


def _rows(sheet: Any, book: Book) -> Iterator[list[Cell]]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                book.formulas.append(f"{sheet.title}!{cell.coordinate}")
            if cell.comment is not None:
                book.notes.append(f"{sheet.title}!{cell.coordinate}")
        yield [Cell(cell.value, seen(cell.value, cell.number_format)) for cell in row]


def _hidden_parts(sheet: Any) -> Iterator[str]:
    for line, row in sheet.row_dimensions.items():
        if row.hidden:
            yield f"{sheet.title} 第{line}行"
    for name, column in sheet.column_dimensions.items():
        if column.hidden:
            yield f"{sheet.title} {name}列"


def _figures(rows: list[list[Cell]]) -> Iterator[Row]:
    for line, row in enumerate(rows[1:], 2):
        if len(row) >= 4 and row[0].text:
            yield Row(row[0].text, row[1].text, row[2].value, row[3].text, line)
