"""Writes rows into a sheet of a workbook: typed, in Chinese widths, ready to be filtered and printed."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.paper_text import clean, width
from reports.typed_cells import Typed

_FONT, _BOLD = Font(name="宋体", size=11), Font(name="宋体", size=11, bold=True)
_GREY = PatternFill("solid", fgColor="E7E6E6")
_THIN = Side("thin", color="A6A6A6")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_RIGHT, _CENTRE = Alignment("right", "center"), Alignment("center", "center", wrap_text=True)
_LEFT = Alignment("left", "center", wrap_text=True)
WIDEST = 56
_NARROWEST, _LINE_POINTS = 8, 15
_WIDE_PAPER = 90
# Excel would take these for a formula when somebody edits the cell.
_FORMULA_SIGNS = ("=", "+", "-", "@")
# As much as a cell holds.
_LONGEST_TEXT = 32_000

Row = Sequence[Typed]


def fill(
    sheet: Worksheet, headings: Sequence[str], rows: Sequence[Row], has_total: bool = False, widest: int = WIDEST
) -> None:
    """Write a table under its headings; a total is not filtered or sorted away with the rest.

    `widest` is how wide a column may be, in halves of a Chinese character.
    """
    writer = _Writer(sheet)
    names = [clean(heading) for heading in headings]
    for column, heading in enumerate(names, 1):
        writer.heading(column, heading)
    for number, row in enumerate(rows, 2):
        writer.row(number, row, is_total=has_total and number == len(rows) + 1)
    widths = [max(each, width(name) + 4) for each, name in zip(writer.widths(len(names)), names, strict=True)]
    for column, wide in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(max(wide, _NARROWEST), widest)
    for number, row in enumerate(rows, 2):
        lines = max((-(-(width(cell.looks) + 2) // widest) for cell in row), default=1)
        if lines > 1:
            sheet.row_dimensions[number].height = min(lines * _LINE_POINTS, 400)
    sheet.freeze_panes = "A2"
    last = len(rows) if has_total else len(rows) + 1
    if last > 1:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{last}"


def set_print(sheet: Worksheet, title: str, number: str) -> None:
    """Let a sheet be printed on A4 in its whole width, with its heading, the report's title and number on each page."""
    wide = sum(dimension.width for dimension in sheet.column_dimensions.values())
    sheet.page_setup.orientation = "landscape" if wide > _WIDE_PAPER else "portrait"
    sheet.page_setup.paperSize = int(Worksheet.PAPERSIZE_A4)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = "1:1"
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header is not None and footer is not None
    header.left.text, header.right.text = _in_margin(title), _in_margin(number)
    footer.left.text, footer.right.text = _in_margin(sheet.title), "第 &P 页 共 &N 页"


def _in_margin(text: str) -> str:
    return clean(text).replace("&", "&&")


class _Writer:
    """Remembers each look of a cell, which is dear to make, and how wide the columns become."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._looks: dict[tuple[str, bool, bool, bool], Cell] = {}
        self._widths: dict[int, int] = {}

    def heading(self, column: int, text: str) -> None:
        cell = self._text(1, column, text)
        cell.font, cell.fill, cell.border, cell.alignment = _BOLD, _GREY, _GRID, _CENTRE

    def row(self, number: int, row: Row, is_total: bool) -> None:
        for column, content in enumerate(row, 1):
            self._widths[column] = max(self._widths.get(column, 0), width(content.looks) + 2)
            if isinstance(content.content, int | Decimal):
                cell = self._sheet.cell(number, column, content.content)
            else:
                cell = self._text(number, column, content.content or "")
            assert isinstance(cell, Cell)
            self._dress(cell, content, is_total)

    def widths(self, columns: int) -> list[int]:
        return [self._widths.get(column, 0) for column in range(1, columns + 1)]

    def _text(self, row: int, column: int, text: str) -> Cell:
        cell = self._sheet.cell(row, column)
        assert isinstance(cell, Cell)
        if text:
            cell.value = text[:_LONGEST_TEXT]
            cell.data_type = "s"
        return cell

    def _dress(self, cell: Cell, content: Typed, is_total: bool) -> None:
        is_quoted = isinstance(content.content, str) and content.content.startswith(_FORMULA_SIGNS)
        key = (content.number_format, content.is_number, is_quoted, is_total)
        if known := self._looks.get(key):
            # Each assignment looks a style up among all by its content; the library itself copies it like this.
            cell._style = copy(known._style)  # type: ignore[attr-defined]
            return
        cell.font, cell.border = _BOLD if is_total else _FONT, _GRID
        cell.alignment = _RIGHT if content.is_number else _LEFT
        cell.number_format, cell.quotePrefix = content.number_format, is_quoted
        self._looks[key] = cell
