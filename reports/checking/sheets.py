"""Compares each table of the Word file with its sheet in the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, zip_longest

from reports.checking.docx_reading import Line
from reports.checking.shown import FEW_MARK
from reports.checking.wrong import Wrong
from reports.checking.xlsx_reading import FIGURES, Book
from reports.outline import Outline, Table
from reports.paper_text import clean, words_of

_COUNTS = "（件数）"
_COMPARED = 25


def tables_of(lines: list[Line]) -> list[tuple[str, list[list[Line]]]]:
    """Return every table on paper by its caption, its rows; one that is empty has none."""
    found: list[tuple[str, list[list[Line]]]] = []
    for row, together in groupby(lines, key=lambda line: line.cell[:2] if line.cell else None):
        cells = list(together)
        if row is not None and found:
            found[-1][1].append(cells)
            continue
        found += [(line.text.partition("　")[2], []) for line in cells if _is_caption(line)]
    return found


def _is_caption(line: Line) -> bool:
    return line.style == "Caption" and line.text.startswith("表")


def wrong_sheets(lines: list[Line], book: Book, outline: Outline) -> Iterator[Wrong]:
    """Yield tables without a sheet, sheets without a table, and cells that differ.

    Of a long list the sheet goes on where the paper ends, with what the data give when it is worded again.
    """
    if FIGURES not in book.sheets:
        yield Wrong("missing_sheet", "工作簿", FIGURES)
    on_paper, sheets = tables_of(lines), list(book.tables)
    if len(on_paper) != len(sheets):
        kept = {_plain(each) for each in sheets}
        missing = [name for name, _ in on_paper if _plain(name) not in kept]
        yield Wrong("missing_sheet" if len(on_paper) > len(sheets) else "extra_sheet", "工作簿", "、".join(missing))
        return
    beyond = _beyond_paper(outline)
    for (name, rows), sheet in zip(on_paper, sheets, strict=True):
        if _plain(name) != _plain(sheet):
            yield Wrong("missing_sheet", "工作簿", name, sheet)
        elif rows:
            said = [*([cell.text for cell in row] for row in rows), *beyond.get(name, [])]
            yield from _wrong_cells(name, said, book.tables[sheet])


def _beyond_paper(outline: Outline) -> dict[str, list[list[str]]]:
    tables = [block for section in outline.sections for block in section.blocks if isinstance(block, Table)]
    return {
        clean(each.name): [[words_of(part) for part in row] for row in each.rows[each.on_paper :]]
        for each in tables
        if each.on_paper is not None
    }


def _plain(name: str) -> str:
    """A sheet's name is shorter than a caption may be, and has not all of its signs."""
    return "".join(char for char in name if char.isalnum())[:_COMPARED]


def _wrong_cells(name: str, paper: list[list[str]], sheet: list[list[str]]) -> Iterator[Wrong]:
    headings = sheet[0] if sheet else []
    counted = [column for column, heading in enumerate(headings) if heading.endswith(_COUNTS)]
    rows = [
        [_with_counts(row, column, counted) for column in range(len(row)) if column not in counted] for row in sheet
    ]
    none: list[str] = []
    for line, (one, other) in enumerate(zip_longest(paper, rows, fillvalue=none), 1):
        for column, (said, kept) in enumerate(zip_longest(one, other, fillvalue=""), 1):
            if not _same(said, kept, is_heading=line == 1):
                yield Wrong("differs_from_cell", f"表“{name}”第{line}行第{column}列", kept, said)


def _with_counts(row: list[str], column: int, counted: list[int]) -> str:
    if column + 1 in counted and row[column + 1] and not row[column + 1].endswith(_COUNTS):
        return f"{row[column + 1]} = {row[column]}"
    return row[column]


def _same(said: str, kept: str, *, is_heading: bool) -> bool:
    return said == kept or (not is_heading and said.removesuffix(FEW_MARK) == kept)
