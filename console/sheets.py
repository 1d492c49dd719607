"""Finds the table in an .xlsx or .csv file, however it was exported, and gives its rows one by one."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from console.commands import Failed
from console.workbook import NoWorkbook, Row, Workbook
from console.workbook_xml import MOST_USED_COLUMNS
from rules.half_width import half_width
from rules.order_cells import cell_text
from rules.order_columns import HEADER_WITHIN_ROWS, ORDERS, Cell, Header, Vocabulary, find_header

ENCODINGS = ("utf-8-sig", "gb18030")
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SEPARATORS = ",\t;|"
_LONGEST_CELL = 1 << 20


@dataclass(frozen=True)
class Table:
    """A table with its header; `rows` are those below it, `share_read` tells how much of them was read (0 to 1)."""

    header: Header
    rows: Iterator[Row]
    share_read: Callable[[], float]


@dataclass(frozen=True)
class _Sheet:
    rows: Iterator[Row]
    share_read: Callable[[], float]
    from_1904: bool = False


@contextmanager
def open_table(file: Path, own_names: Mapping[str, str], vocabulary: Vocabulary = ORDERS) -> Iterator[Table]:
    """Open the first sheet with a header in the words of a vocabulary; raises Failed for a file that has none."""
    with ExitStack() as opened:
        match file.suffix.lower():
            case ".csv" | ".tsv" | ".txt":
                sheets = _text_sheets(file, opened)
            case ".xlsx" | ".xlsm":
                sheets = _workbook_sheets(file, opened)
            case _:
                raise Failed(f"{file.name}: 只能导入 .xlsx 或 .csv；.xls 请先另存为 .xlsx")
        table = next((found for sheet in sheets if (found := _table_in(sheet, own_names, vocabulary))), None)
        if table is None:
            raise Failed(
                f"{file.name}: 前 {HEADER_WITHIN_ROWS} 行里没有表头，至少要有“工单编号”和另一列；"
                "表头叫法不同时用 --map 对应"
            )
        yield table


def _table_in(sheet: _Sheet, own_names: Mapping[str, str], vocabulary: Vocabulary) -> Table | None:
    first = list(islice(sheet.rows, HEADER_WITHIN_ROWS))
    header = find_header(first, own_names, vocabulary)
    if header is None:
        return None
    rows = chain(first[header.row + 1 :], sheet.rows)
    if sheet.from_1904:
        header = replace(header, from_1904=True)
    return Table(header, rows, sheet.share_read)


def _workbook_sheets(file: Path, opened: ExitStack) -> Iterator[_Sheet]:
    no_workbook = Failed(
        f"{file.name}: 不是能打开的 Excel 文件（可能已加密、损坏、过大，或用到的列超过 {MOST_USED_COLUMNS} 列）"
    )
    try:
        book = opened.enter_context(Workbook(file))
        for sheet in book.sheets():
            yield _Sheet(_failing(iter(sheet), no_workbook), sheet.share_read, book.from_1904)
    except NoWorkbook:
        raise no_workbook from None


def _failing(rows: Iterator[Row], failed: Failed) -> Iterator[Row]:
    try:
        yield from rows
    except NoWorkbook:
        raise failed from None


def _text_sheets(file: Path, opened: ExitStack) -> Iterator[_Sheet]:
    """The file as it would be with each separator: only with its own one has it a header."""
    encoding, n_bytes = _encoding(file), max(1, file.stat().st_size)
    for separator in _SEPARATORS:
        raw = opened.enter_context(file.open("rb"))
        stream = opened.enter_context(io.TextIOWrapper(raw, encoding, newline=""))
        yield _Sheet(_text_rows(stream, separator), partial(_share, raw, n_bytes))


def _share(raw: io.BufferedReader, n_bytes: int) -> float:
    return min(1.0, raw.tell() / n_bytes)


def _text_rows(stream: io.TextIOWrapper, separator: str) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        for row in csv.reader(stream, delimiter=separator):
            if any(row[MOST_USED_COLUMNS:]):
                raise Failed(f"用到的列超过 {MOST_USED_COLUMNS} 列，不是工单表")
            yield tuple(row[:MOST_USED_COLUMNS])
    except csv.Error as error:
        raise Failed(f"CSV 读不下去：{error}") from None


def _encoding(file: Path) -> str:
    with file.open("rb") as raw:
        begins = raw.read(2)
    for encoding in [_UTF_16[begins]] if begins in _UTF_16 else ENCODINGS:
        if _is_in(file, encoding):
            return encoding
    raise Failed(f"{file.name}: 编码既不是 UTF-8、UTF-16 也不是 GB18030")


def _is_in(file: Path, encoding: str) -> bool:
    try:
        with file.open(encoding=encoding) as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeError:
        return False
    return True


def is_heading(row: Sequence[Cell], header: Header) -> bool:
    """Tell whether a row repeats the header, as on every page of a printed list."""
    return all(
        column.index < len(row) and half_width(cell_text(row[column.index])) == column.heading
        for column in header.columns
    )
