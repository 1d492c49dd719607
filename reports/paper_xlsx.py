"""Writes the workbook of a report: the sheet 指标 with every figure, and a sheet for each table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from reports.figure_register import HEADINGS, SHEET, FigureRegister
from reports.fixed_zip import packed_anew
from reports.outline import Figure, Outline, Part, Table
from reports.paper_text import NOTHING_HERE, clean, width, words_of
from reports.typed_cells import Typed, typed, value_of

_FONT, _BOLD = Font(name="宋体", size=11), Font(name="宋体", size=11, bold=True)
_GREY = PatternFill("solid", fgColor="E7E6E6")
_THIN = Side("thin", color="A6A6A6")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_RIGHT = Alignment("right", "center")
_LEFT = Alignment("left", "center", wrap_text=True)
_CENTRE = Alignment("center", "center", wrap_text=True)
_NARROWEST, _WIDEST = 8, 56
_WIDE_PAPER = 90
# Excel would take these for a formula when somebody edits the cell or saves it as CSV.
_FORMULA_SIGNS = ("=", "+", "-", "@")
# An underscore that Excel would read as the beginning of an escaped character.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31

Row = Sequence[Typed | None]


def workbook(outline: Outline, register: FigureRegister) -> bytes:
    """Return the workbook as a file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _fill(book.create_sheet(SHEET), HEADINGS, _index_rows(register))
    tables = [block for section in outline.sections for block in section.blocks if isinstance(block, Table)]
    for table, name in zip(tables, sheet_names(table.name for table in tables), strict=True):
        counted = _counted_columns(table)
        _fill(book.create_sheet(name), _headings(table, counted), [_row(row, counted) for row in table.rows])
        _finish_table(book[name], table)
    for sheet in book.worksheets:
        _set_print(sheet, outline)
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
            unique = f"{_shortened(plain, _LONGEST_NAME - 3)}_{number}"
        taken.add(unique.casefold())
        given.append(unique)
    return given


def _shortened(name: str, limit: int) -> str:
    """Excel counts a rare character outside the first plane as two."""
    while len(name.encode("utf-16-le")) > 2 * limit:
        name = name[:-1]
    return name


def _index_rows(register: FigureRegister) -> list[Row]:
    rows: list[Row] = []
    for figure, place in ((entry.figure, entry.place) for entry in register):
        number, value = typed(figure), value_of(figure)
        computed = None if value is None else Typed(value, number.number_format)
        texts = (figure.key, figure.name, words_of(figure), figure.basis, place)
        key, name, shown, basis, where = (Typed(clean(text)) for text in texts)
        rows.append((key, name, computed, shown, basis, where))
    return rows


def _counted_columns(table: Table) -> set[int]:
    """The columns with rates: each gets one beside it for the counts they come from."""
    return {
        column
        for row in table.rows
        for column, part in enumerate(row)
        if isinstance(part, Figure) and typed(part).counts
    }


def _headings(table: Table, counted: set[int]) -> list[str]:
    headings = []
    for column, name in enumerate(table.columns):
        headings += [name, f"{name}（件数）"] if column in counted else [name]
    return headings


def _row(parts: Sequence[Part], counted: set[int]) -> Row:
    cells: list[Typed | None] = []
    for column, part in enumerate(parts):
        cell = typed(part) if isinstance(part, Figure) else Typed(clean(part))
        cells.append(cell)
        if column in counted:
            cells.append(Typed(cell.counts) if cell.counts else None)
    return cells


def _fill(sheet: Worksheet, headings: Sequence[str], rows: Sequence[Row]) -> None:
    widths = [width(heading) + 4 for heading in headings]
    for column, heading in enumerate(headings, 1):
        cell = _put(sheet, 1, column, Typed(clean(heading)))
        cell.font, cell.fill, cell.alignment = _BOLD, _GREY, _CENTRE
    for number, row in enumerate(rows, 2):
        for column, content in enumerate(row, 1):
            _put(sheet, number, column, content)
            widths[column - 1] = max(widths[column - 1], width(str(content.content)) + 2 if content else 0)
    for column, wide in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(max(wide, _NARROWEST), _WIDEST)
    sheet.freeze_panes = "A2"
    if rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"


def _put(sheet: Worksheet, row: int, column: int, content: Typed | None) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.font, cell.border = _FONT, _GRID
    if content is None:
        return cell
    if isinstance(content.content, int | Decimal):
        cell.value, cell.number_format, cell.alignment = content.content, content.number_format, _RIGHT
        return cell
    cell.value = _ESCAPE.sub("_x005F_", content.content)
    cell.data_type, cell.alignment = "s", _LEFT
    if content.content.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True
    return cell


def _finish_table(sheet: Worksheet, table: Table) -> None:
    """A total is not filtered or sorted away; an empty table says so."""
    if not table.rows:
        _put(sheet, 2, 1, Typed(NOTHING_HERE))
    elif table.has_total:
        last = sheet.max_row
        for cell in sheet[last]:
            cell.font = _BOLD
        if len(table.rows) > 1:
            sheet.auto_filter.ref = f"A1:{get_column_letter(sheet.max_column)}{last - 1}"


def _set_print(sheet: Worksheet, outline: Outline) -> None:
    wide = sum(dimension.width for dimension in sheet.column_dimensions.values())
    sheet.page_setup.orientation = "landscape" if wide > _WIDE_PAPER else "portrait"
    sheet.page_setup.paperSize = int(Worksheet.PAPERSIZE_A4)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header is not None and footer is not None
    header.left.text, header.right.text = _in_margin(outline.title), _in_margin(outline.number)
    footer.left.text, footer.right.text = _in_margin(sheet.title), "第 &P 页 共 &N 页"


def _in_margin(text: str) -> str:
    return clean(text).replace("&", "&&")


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
