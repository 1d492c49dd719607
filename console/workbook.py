"""Reads .xlsx files row by row as they stream out of the archive, so that memory does not grow with a sheet."""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from console.workbook_xml import Cells, Strings, local, number, require
from rules.order_columns import Cell

Row = tuple[Cell, ...]
# The dates of a Chinese Excel, which the international list leaves out (ECMA-376, 18.8.30).
_CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})
# What is not read in pieces, and all texts together: what says it holds more was made to fill the memory.
_BIGGEST_PART, _BIGGEST_STRINGS = 1 << 25, 1 << 28
# Also one that is damaged, sealed, or packed in a way that we do not know.
_BROKEN = (
    *(KeyError, ValueError, IndexError, EOFError, RuntimeError, NotImplementedError),
    *(BadZipFile, zlib.error, ParseError, expat.ExpatError),
)


class NoWorkbook(Exception):
    """A file is no workbook, or is broken or sealed with a password."""


class Workbook:
    """An open workbook. `from_1904` tells whether its days are counted from 1904, as on old Macs."""

    def __init__(self, file: Path) -> None:
        try:
            self._zip = ZipFile(file)
        except BadZipFile:
            raise NoWorkbook from None
        self._names = {name.lower(): name for name in self._zip.namelist()}
        try:
            self._read_book()
        except _BROKEN:
            self._zip.close()
            raise NoWorkbook from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, one: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets in their order."""
        for path in self._paths:
            yield Sheet(self._zip, path, self._strings, self._readers)

    def _read_book(self) -> None:
        root = self._part("_rels/.rels")
        main = next((_target("", each) for each in root if each.get("Type", "").endswith("/officeDocument")), None)
        book_path = main or "xl/workbook.xml"
        book = self._part(book_path)
        folder, name = posixpath.split(book_path)
        related = {each.get("Id"): each for each in self._part(f"{folder}/_rels/{name}.rels")}
        by_kind = {each.get("Type", "").rpartition("/")[2]: _target(folder, each) for each in related.values()}
        sheets = [_target(folder, related[_id_of(each)]) for each in book.iter() if local(each.tag) == "sheet"]
        self._paths = [self._names[path.lower()] for path in sheets]
        self.from_1904 = any(each.get("date1904") in ("1", "true") for each in book.iter())
        self._readers = self._read_styles(by_kind.get("styles"))
        self._strings = self._read_strings(by_kind.get("sharedStrings"))

    def _part(self, path: str) -> Any:
        name = self._names[path.lower()]
        require(self._zip.getinfo(name).file_size <= _BIGGEST_PART)
        return fromstring(self._zip.read(name))

    def _read_styles(self, path: str | None) -> list[Callable[[str], Cell]]:
        """How the numbers of each style are read."""
        if path is None:
            return []
        styles = self._part(path)
        codes = dict(BUILTIN_FORMATS)
        for each in styles.iter():
            if local(each.tag) == "numFmt":
                codes[int(each.get("numFmtId"))] = each.get("formatCode", "")
        cell_formats = next((each for each in styles if local(each.tag) == "cellXfs"), ())
        return [self._reader(int(each.get("numFmtId", 0)), codes) for each in cell_formats]

    def _reader(self, style: int, codes: dict[int, str]) -> Callable[[str], Cell]:
        code = codes.get(style)
        is_span = is_timedelta_format(code)
        if not (is_span or style in _CHINESE_DATES or is_date_format(code)):
            return number
        epoch = MAC_EPOCH if self.from_1904 else WINDOWS_EPOCH

        def read(text: str) -> Cell:
            value = float(text)
            try:
                moment: Cell = from_excel(value, epoch, timedelta=is_span)
            except (OverflowError, ValueError):
                return value
            return moment

        return read

    def _read_strings(self, path: str | None) -> list[str]:
        if path is None or path.lower() not in self._names:
            return []
        strings: list[str] = []
        name = self._names[path.lower()]
        require(self._zip.getinfo(name).file_size <= _BIGGEST_STRINGS)
        with self._zip.open(name) as stream:
            for some in Strings().read(stream):
                strings += some
        return strings


class Sheet:
    """One sheet, as an iterator of its rows; empty rows that the file leaves out are there."""

    def __init__(self, archive: ZipFile, name: str, strings: list[str], readers: list[Callable[[str], Cell]]) -> None:
        self._archive, self._name, self._cells = archive, name, Cells(strings, readers)
        self._n_bytes = max(1, archive.getinfo(name).file_size)

    def __iter__(self) -> Iterator[Row]:
        line = 0
        with self._archive.open(self._name) as stream:
            try:
                for some in self._cells.read(stream):
                    for number, row in some:
                        yield from (() for _ in range(line + 1, number))
                        line = max(line + 1, number)
                        yield row
            except _BROKEN:
                raise NoWorkbook from None

    def share_read(self) -> float:
        """Return how much of the sheet has been read, from 0 to 1."""
        return min(1.0, self._cells.n_bytes / self._n_bytes)


def _id_of(sheet: Any) -> str | None:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)


def _target(folder: str, relation: Any) -> str:
    target: str = relation.get("Target", "")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
