"""Writes the workbook of a report: the sheet 指标 with every figure, and a sheet for each table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.writer.excel import ExcelWriter

from reports.figure_register import HEADINGS, SHEET, FigureRegister
from reports.fixed_zip import packed_anew
from reports.outline import Outline, Part, Table
from reports.paper_text import NOTHING_HERE, clean
from reports.sheet_writing import Row, fill, set_print
from reports.typed_cells import Typed, computed, typed

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
# Six columns of these are printed large enough to be read.
_INDEX_WIDEST = 28


def workbook(outline: Outline, register: FigureRegister) -> bytes:
    """Return the workbook as a file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    fill(book.create_sheet(SHEET), HEADINGS, _index_rows(register), widest=_INDEX_WIDEST)
    tables = [block for section in outline.sections for block in section.blocks if isinstance(block, Table)]
    for table, name in zip(tables, sheet_names(table.name for table in tables), strict=True):
        counted = _counted_columns(table)
        rows = [_row(row, counted) for row in table.rows] or [[Typed(NOTHING_HERE, NOTHING_HERE)]]
        fill(book.create_sheet(name), _headings(table, counted), rows, table.has_total and bool(table.rows))
    for sheet in book.worksheets:
        set_print(sheet, outline.title, outline.number)
    book.properties = _properties(outline)
    file = BytesIO()
    # Workbook.save would write the moment of saving into the properties, which is none of the report's.
    ExcelWriter(book, ZipFile(file, "w")).save()
    return packed_anew(file.getvalue())


def sheet_names(names: Iterable[str]) -> list[str]:
    """Return a name for the sheet of each table that Excel takes: short, of its letters, none twice."""
    taken, given = {SHEET.casefold(), "history"}, []
    for name in names:
        plain = _NOT_IN_NAMES.sub("－", clean(name)).strip(" '") or "表"
        number, unique = 1, _shortened(plain, _LONGEST_NAME)
        while unique.casefold() in taken:
            number += 1
            unique = f"{_shortened(plain, _LONGEST_NAME - 4)}_{number}"
        taken.add(unique.casefold())
        given.append(unique)
    return given


def _shortened(name: str, limit: int) -> str:
    """Excel counts a rare character outside the first plane as two."""
    while len(name.encode("utf-16-le")) > 2 * limit:
        name = name[:-1]
    return name.rstrip(" '")


def _index_rows(register: FigureRegister) -> list[Row]:
    rows: list[Row] = []
    for placed in register:
        key, name, shown, basis, place = map(
            clean, (placed.figure.key, placed.figure.name, placed.figure.shown, placed.figure.basis, placed.place)
        )
        texts = [Typed(text, text) for text in (key, name, shown, basis, place)]
        rows.append([*texts[:2], computed(placed.figure), *texts[2:]])
    return rows


def _counted_columns(table: Table) -> set[int]:
    """The columns with rates: each gets one beside it for the counts they come from."""
    return {column for row in table.rows for column, part in enumerate(row) if typed(part).counts}


def _headings(table: Table, counted: set[int]) -> list[str]:
    headings = []
    for column, name in enumerate(table.columns):
        headings += [name, f"{name}（件数）"] if column in counted else [name]
    return headings


def _row(parts: Sequence[Part], counted: set[int]) -> Row:
    cells: list[Typed] = []
    for column, part in enumerate(parts):
        cell = typed(part)
        cells.append(cell)
        if column in counted:
            cells.append(Typed(cell.counts or None, cell.counts, is_number=True))
    return cells


def _properties(outline: Outline) -> DocumentProperties:
    made_at = outline.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return DocumentProperties(
        creator=clean(outline.site),
        title=clean(outline.title),
        identifier=clean(outline.number),
        language="zh-CN",
        created=made_at,
        modified=made_at,
    )
