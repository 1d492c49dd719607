"""Hears the XML of a workbook's sheets and texts piece by piece, and hands out what has come together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, Any
from xml.parsers import expat

from rules.order_columns import Cell

_CHUNK = 1 << 16
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DIGITS = "0123456789"
# As far as a sheet of Excel goes; a cell holds 32,767 characters there, elsewhere more.
_MOST_ROWS, _MOST_COLUMNS, _LONGEST_CELL = 1 << 20, 1 << 14, 1 << 20
# So many columns may hold something; what a sheet is only coloured in does not count.
MOST_USED_COLUMNS = 500


class _Streamed:
    """An XML part that is read in pieces; what has come together so far is handed out after each."""

    def __init__(self) -> None:
        self.n_bytes = 0
        self._found: list[Any] = []
        self._text: list[str] = []
        self._hears, self._is_reading_aid = False, False
        self._prefixed: dict[str, str] = {}

    def read(self, stream: IO[bytes]) -> Iterator[list[Any]]:
        """Yield what has come together after each piece of the stream."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = _refuse
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
            self.n_bytes += len(chunk)
            require(self.is_sane())
            found, self._found = self._found, []
            yield found
        parser.Parse(b"", True)
        yield self._found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name if ":" not in name else local(name)
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
        name = name if ":" not in name else local(name)
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

    def is_sane(self) -> bool:
        """Tell whether what came together and is not handed out yet is no bigger than it may be."""
        return sum(map(len, self._text)) <= _LONGEST_CELL

    def take(self) -> str:
        """Return the text that came together, and begin anew."""
        text = "".join(self._text)
        self._text.clear()
        return text


class Strings(_Streamed):
    """The texts that many cells share."""

    def end(self, name: str) -> None:
        if name == "si":
            self._found.append(_unescaped(self.take()))


class Cells(_Streamed):
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
            require(self._number <= _MOST_ROWS)

    def end(self, name: str) -> None:
        if name == "c":
            value = self._value(self.take())
            if value is not None:
                require(self._column < MOST_USED_COLUMNS)
                self._row += [None] * (self._column - len(self._row))
                self._row.append(value)
            elif len(self._row) == self._column:
                self._row.append(None)
        elif name == "row":
            self._found.append((self._number, tuple(self._row)))

    def is_sane(self) -> bool:
        """Cells that do not say where they are stand side by side."""
        return super().is_sane() and len(self._row) <= _MOST_COLUMNS

    def _index(self, letters: str) -> int:
        if letters not in self._columns:
            index = 0
            for letter in letters:
                index = index * 26 + ord(letter) - ord("A") + 1
            require(index <= _MOST_COLUMNS)
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
        return self._readers[style](text) if style < len(self._readers) else number(text)


def number(text: str) -> int | float:
    """Return a number as Excel writes it."""
    return int(text) if text.lstrip("-").isdecimal() else float(text)


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    # Halves of one sign come together again; one that is alone stands for nothing.
    units = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "replace")


def local(name: str) -> str:
    """Return the name of an element without its namespace."""
    return re.split("[}:]", name)[-1]


def require(is_sane: bool) -> None:
    """Raise ValueError for a workbook that would fill the memory."""
    if not is_sane:
        raise ValueError("no workbook is as big as this one says it is")


def _refuse(*_: Any) -> None:
    raise ValueError("a workbook declares no entities")
