"""Reads the rows of a table in a paste: tabs, bars, commas, or the spaces that were left of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.order_labels import field_of
from rules.order_spaced_rows import place_words
from rules.order_written import Written
from rules.ticket_number import FoundNumber, Patterns, find_numbers

# A cell as spreadsheets copy it when it holds line breaks, and a row with such cells.
_QUOTED = r'(?:^|(?<=[\t\n]))"(?:[^"]|"")*"'
_ROW = re.compile(rf"(?:{_QUOTED}(?=[\t\n]|$)|[^\n])+")
_MARKS = ("\t", "|", ",", " ")
_CELLS_FROM = 3


@dataclass(frozen=True)
class Row:
    """One row of a table that is an order: its borders, its number if any, its fields, and those of guessed columns."""

    start: int
    end: int
    number: FoundNumber | None
    written: tuple[Written, ...]
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tables:
    """The rows below all headings of a text, and the text with headings and rows blanked, positions kept."""

    rows: tuple[Row, ...]
    beside: str


def read_tables(plain: str, patterns: Patterns) -> Tables:
    """Return the rows of a half-width text and what stands beside them.

    A heading or a dashed line ends the table before it, and a blank line one that is held by spaces alone.
    """
    columns: list[str | None] = []
    mark = ""
    rows: list[Row] = []
    pieces: list[str] = []
    done = below = 0
    for line in _ROW.finditer(plain):
        row = None
        if _DASHED.fullmatch(line[0]) or (mark == " " and "\n\n" in plain[below : line.start()]):
            mark = ""
        below = line.end()
        if heading := next((each for each in _MARKS if _is_header(line[0], each)), None):
            mark, columns = heading, [field_of(cell) for cell in _split(line[0], heading)]
        elif mark and (row := _row(line, mark, columns, patterns)):
            rows.append(row)
        if heading or row:
            pieces += [plain[done : line.start()], _NOT_A_LINE_END.sub(" ", line[0])]
            done = line.end()
    return Tables(tuple(rows), "".join([*pieces, plain[done:]]))


_DASHED = re.compile(r"[ \t]*(?:[-=—_*~─━] ?){4,}[ \t]*")
_NOT_A_LINE_END = re.compile(r"[^\n]")


def _row(line: re.Match[str], mark: str, columns: list[str | None], patterns: Patterns) -> Row | None:
    guessed: tuple[str, ...] = ()
    if mark == " ":
        placed = place_words(line[0], line.start(), columns)
        written, guessed = (placed.cells, placed.guessed) if placed else ((), ())
    elif line[0].count(mark) >= _CELLS_FROM - 1:
        written = tuple(_cells(line[0], line.start(), mark, columns))
    else:
        return None
    number = next((n for n in find_numbers(line[0], patterns) if _in_number_cell(n, written, line.start())), None)
    if number is None and (len(written) < _CELLS_FROM or mark == " "):
        return None
    placed_at = number and FoundNumber(number.text, number.start + line.start(), number.end + line.start())
    return Row(line.start(), line.end(), placed_at, written, guessed)


def _is_header(line: str, mark: str) -> bool:
    if line.count(mark) < _CELLS_FROM - 1:
        return False
    fields = [field_of(cell) for cell in _split(line, mark)]
    known = [field for field in fields if field and field != "other"]
    if mark == " " and (len(known) <= _CELLS_FROM or fields.count(None) > 2):
        return False
    return len(known) >= _CELLS_FROM and not re.search(r"[0-9]{6}", line)


def _split(line: str, mark: str) -> list[str]:
    return line.split() if mark == " " else line.split(mark)


def _cells(line: str, offset: int, mark: str, columns: list[str | None]) -> Iterator[Written]:
    own = re.escape(mark)
    cells = re.compile(rf"(?:(?:^|(?<={own}))\"(?:[^\"]|\"\")*\"(?={own}|$)|[^{own}])*")
    position = 0
    for field in columns:
        found = cells.match(line, position)
        if found is None or position > len(line):
            return
        cell, start = found[0].strip(), offset + found.start() + len(found[0]) - len(found[0].lstrip())
        if "\n" in cell or (mark in cell and cell[0] == '"'):
            # A spreadsheet quotes what has line breaks or its own mark in it.
            cell, start = cell[1:-1], start + 1
        if field and cell and not re.fullmatch(r"[\s:-]+", cell):
            yield Written(field, cell, start, start + len(cell), start)
        position = found.end() + len(mark)


def _in_number_cell(number: FoundNumber, written: tuple[Written, ...], offset: int) -> bool:
    return any(cell.field == "ticket_no" and cell.start <= number.start + offset < cell.end for cell in written)
