"""Reads tables from .xlsx and .csv files row by row, and writes the rows that could not be taken."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from console.commands import Failed
from rules.order_cells import cell_text
from rules.order_columns import HEADER_WITHIN_ROWS, Cell, Header, find_header

Row = tuple[Cell, ...]
ENCODINGS = ("utf-8-sig", "gb18030")
# A spreadsheet runs what begins like this as a formula when it opens a CSV.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![0-9])")


@contextmanager
def open_sheets(file: Path) -> Iterator[Iterator[Iterator[Row]]]:
    """Open a table file; yields its sheets, each as rows. Raises Failed for anything else."""
    match file.suffix.lower():
        case ".csv":
            with file.open(encoding=_encoding(file), newline="") as stream:
                yield iter([_csv_rows(stream)])
        case ".xlsx" | ".xlsm":
            book = _open_book(file)
            try:
                yield (_sheet_rows(sheet) for sheet in book.worksheets)
            finally:
                book.close()
        case _:
            raise Failed(f"{file.name}: 只能导入 .xlsx 或 .csv；.xls 请先另存为 .xlsx")


def find_table(sheets: Iterable[Iterator[Row]], own_names: dict[str, str]) -> tuple[Header, Row, Iterator[Row]] | None:
    """Return the header, its row and the rows below it, of the first sheet that has one."""
    for rows in sheets:
        first = list(islice(rows, HEADER_WITHIN_ROWS))
        header = find_header(first, own_names)
        if header is not None:
            return header, first[header.row], _chained(first[header.row + 1 :], rows)
    return None


class Rejects:
    """The file beside an imported one that keeps the rows it could not take, for its owner's eyes only."""

    def __init__(self, imported: Path, headings: Sequence[Cell]) -> None:
        self.path = imported.with_name(imported.name + ".rejects.csv")
        self._headings = ["行号", "未导入原因", *map(cell_text, headings)]
        self._rows: list[list[str]] = []

    def add(self, line: int, reasons: Sequence[str], row: Row) -> None:
        """Keep a row with its line in the imported file."""
        self._rows.append([str(line), "；".join(reasons), *map(cell_text, row)])

    def write(self) -> None:
        """Write the file anew, readable by its owner only; remove an old one when there is nothing to keep."""
        self.path.unlink(missing_ok=True)
        if not self._rows:
            return
        # Made new and closed to others before the first byte: it holds what the rows held.
        made = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerows([_harmless(cell) for cell in row] for row in [self._headings, *self._rows])


def _harmless(text: str) -> str:
    return "'" + text if _FORMULA.match(text) else text


def _encoding(file: Path) -> str:
    for encoding in ENCODINGS:
        try:
            with file.open(encoding=encoding) as stream:
                while stream.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Failed(f"{file.name}: 编码既不是 UTF-8 也不是 GB18030")


def _csv_rows(stream: Iterable[str]) -> Iterator[Row]:
    csv.field_size_limit(1 << 20)
    try:
        for row in csv.reader(stream):
            yield tuple(row)
    except csv.Error as error:
        raise Failed(f"CSV 读不下去：{error}") from None


def _open_book(file: Path) -> openpyxl.Workbook:
    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=True)
    except FileNotFoundError:
        raise
    except (BadZipFile, InvalidFileException, KeyError, ValueError):
        raise Failed(f"{file.name}: 不是能打开的 Excel 文件（可能已加密或损坏）") from None


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    # Some platforms write a wrong size into the file, and reading would stop there.
    sheet.reset_dimensions()
    return cast("Iterator[Row]", sheet.iter_rows(values_only=True))


def _chained(first: Sequence[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest
