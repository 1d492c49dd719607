"""Reads .xlsx files row by row as they stream out of the archive, so that memory does not grow with a sheet."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from rules.order_columns import Cell

Row = tuple[Cell, ...]
_CHUNK = 1 << 16
# The dates of a Chinese Excel, which the international list leaves out (ECMA-376, 18.8.30).
_CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DIGITS = "0123456789"


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
        except (KeyError, ParseError, ValueError, expat.ExpatError):
            self._zip.close()
            raise NoWorkbook from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, one: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets in their order."""
        for path in self._paths:
            yield Sheet(self._zip, self._names[path.lower()], self._strings, self._readers)

    def _read_book(self) -> None:
        root = self._part("_rels/.rels")
        main = next((_target("", each) for each in root if each.get("Type", "").endswith("/officeDocument")), None)
        book_path = main or "xl/workbook.xml"
        book = self._part(book_path)
        folder, name = posixpath.split(book_path)
        related = {each.get("Id"): each for each in self._part(f"{folder}/_rels/{name}.rels")}
        by_kind = {each.get("Type", "").rpartition("/")[2]: _target(folder, each) for each in related.values()}
        self._paths = [_target(folder, related[_id_of(each)]) for each in book.iter() if _local(each.tag) == "sheet"]
        self.from_1904 = any(each.get("date1904") in ("1", "true") for each in book.iter())
        self._readers = self._read_styles(by_kind.get("styles"))
        self._strings = self._read_strings(by_kind.get("sharedStrings"))

    def _part(self, path: str) -> Any:
        return fromstring(self._zip.read(self._names[path.lower()]))

    def _read_styles(self, path: str | None) -> list[Callable[[str], Cell]]:
        """How the numbers of each style are read."""
        if path is None:
            return []
        styles = self._part(path)
        codes = dict(BUILTIN_FORMATS)
        for each in styles.iter():
            if _local(each.tag) == "numFmt":
                codes[int(each.get("numFmtId"))] = each.get("formatCode", "")
        cell_formats = next((each for each in styles if _local(each.tag) == "cellXfs"), ())
        return [self._reader(int(each.get("numFmtId", 0)), codes) for each in cell_formats]

    def _reader(self, number: int, codes: dict[int, str]) -> Callable[[str], Cell]:
        code = codes.get(number)
        is_span = is_timedelta_format(code)
        if not (is_span or number in _CHINESE_DATES or is_date_format(code)):
            return _number
        epoch = MAC_EPOCH if self.from_1904 else WINDOWS_EPOCH

        def read(text: str) -> Cell:
            number = float(text)
            try:
                moment: Cell = from_excel(number, epoch, timedelta=is_span)
            except (OverflowError, ValueError):
                return number
            return moment

        return read

    def _read_strings(self, path: str | None) -> list[str]:
        if path is None or path.lower() not in self._names:
            return []
        strings: list[str] = []
        with self._zip.open(self._names[path.lower()]) as stream:
            for some in _Strings().read(stream):
                strings += some
        return strings


class Sheet:
    """One sheet, as an iterator of its rows; empty rows that the file leaves out are there."""

    def __init__(self, archive: ZipFile, name: str, strings: list[str], readers: list[Callable[[str], Cell]]) -> None:
        self._archive, self._name, self._cells = archive, name, _Cells(strings, readers)
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
            except (expat.ExpatError, BadZipFile, ValueError, IndexError):
                raise NoWorkbook from None

    def share_read(self) -> float:
        """Return how much of the sheet has been read, from 0 to 1."""
        return min(1.0, self._cells.n_bytes / self._n_bytes)


class _Streamed:
    """An XML part that is read in pieces; what has come together so far is handed out after each."""

    def __init__(self) -> None:
        self.n_bytes = 0
        self._found: list[Any] = []
        self._text: list[str] = []
        self._hears, self._is_reading_aid = False, False
        self._prefixed: dict[str, str] = {}

    def read(self, stream: IO[bytes]) -> Iterator[list[Any]]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = _refuse
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
            self.n_bytes += len(chunk)
            found, self._found = self._found, []
            yield found
        parser.Parse(b"", True)
        yield self._found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name if ":" not in name else _local(name)
        if name in ("v", "t"):
            self._hears = not self._is_reading_aid
        elif name == "rPh":
            self._is_reading_aid = True
        else:
            self.begin(name, attributes)

    def _characters(self, text: str) -> None:
        if self._hears:
            self._text.append(text)

    def _end(self, name: str) -> None:
        name = name if ":" not in name else _local(name)
        if name in ("v", "t"):
            self._hears = False
        elif name == "rPh":
            self._is_reading_aid = False
        else:
            self.end(name)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Hear of the beginning of an element that holds no text itself."""

    def end(self, name: str) -> None:
        """Hear of its end."""

    def take(self) -> str:
        """Return the text that came together, and begin anew."""
        text = "".join(self._text)
        self._text.clear()
        return text


class _Strings(_Streamed):
    """The texts that many cells share."""

    def end(self, name: str) -> None:
        if name == "si":
            self._found.append(_unescaped(self.take()))


class _Cells(_Streamed):
    """The rows of a sheet, each with its number."""

    def __init__(self, strings: list[str], readers: list[Callable[[str], Cell]]) -> None:
        super().__init__()
        self._strings, self._readers = strings, readers
        self._row: list[Cell] = []
        self._number, self._column = 0, 0
        self._kind, self._style = "n", ""
        self._columns: dict[str, int] = {}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            place = attributes.get("r")
            self._column = self._index(place.rstrip(_DIGITS)) if place else len(self._row)
        elif name == "row":
            self._row = []
            self._number = int(attributes.get("r", self._number + 1))

    def end(self, name: str) -> None:
        if name == "c":
            value = self._value(self.take())
            if value is not None:
                self._row += [None] * (self._column - len(self._row))
                self._row.append(value)
            elif len(self._row) == self._column:
                self._row.append(None)
        elif name == "row":
            self._found.append((self._number, tuple(self._row)))

    def _index(self, letters: str) -> int:
        if letters not in self._columns:
            index = 0
            for letter in letters:
                index = index * 26 + ord(letter) - ord("A") + 1
            self._columns[letters] = index - 1
        return self._columns[letters]

    def _value(self, text: str) -> Cell:
        match self._kind:
            case "s":
                return self._strings[int(text)] if text else None
            case "inlineStr" | "str":
                return _unescaped(text)
            case "b":
                return text in ("1", "true")
            case "d":
                return datetime.fromisoformat(text)
            case "e":
                return None
        if not text:
            return None
        style = int(self._style) if self._style else 0
        return self._readers[style](text) if style < len(self._readers) else _number(text)


def _number(text: str) -> int | float:
    return int(text) if text.lstrip("-").isdecimal() else float(text)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _local(name: str) -> str:
    return re.split("[}:]", name)[-1]


def _id_of(sheet: Any) -> str | None:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)


def _target(folder: str, relation: Any) -> str:
    target: str = relation.get("Target", "")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _refuse(*_: Any) -> None:
    raise ValueError("a workbook declares no entities")
