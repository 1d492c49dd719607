"""Lays out a table for Word: how wide each column is, how large its type, and where its numbers stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from reports.outline import Figure, Part, Table
from reports.paper_text import width, words_of
from reports.word_styles import PAGE_MM, SIDE_MM
from reports.word_xml import Writer, paragraph, run, table, table_cell, table_row

_TYPE_AREA = round((PAGE_MM[0] - 2 * SIDE_MM) * 1440 / 25.4)
_EDGES = 150
# What is not torn apart at the end of a line: the words of Latin letters and figures, a few Chinese characters.
_UNBROKEN = re.compile(r"[!-~·—]+(?: =)?|[^!-~\s]{1,6}")
_MARKED = re.compile("(.+)(（[^（）]+）)")
# Between what a number may take beyond its estimate and the first two signs of its mark, in quarters of a character.
_AIR = 3
_WIDEST, _LONGEST_NUMBER, _LONGEST_NAME = 130, 20, 14
# A table of so many lines goes to the next page as a whole.
_SHORT_LINES = 8
_SAMPLE, _HIGHER = 60, 1.25


@dataclass(frozen=True)
class _Type:
    """A size of type: the beginning of its styles, and half a Chinese character in twentieths of a point."""

    prefix: str
    half: int


_SIZES = (_Type("", 110), _Type("Small", 92))


def written_table(made: Table, writer: Writer) -> str:
    """Return a table with its header on each page, numbers to the right and the total in bold."""
    made = replace(made, rows=made.rows[: made.on_paper])
    size, widths = _fitted(made)
    head, text, number = (f"{size.prefix}Table{kind}" for kind in ("Head", "Text", "Number"))
    columns = zip(widths, made.columns, strict=True)
    header = table_row((table_cell(wide, head, run(name), shaded=True) for wide, name in columns), is_header=True)
    last = len(made.rows) - 1
    rows, whole = [], _lines(made, widths, size) <= _SHORT_LINES
    for order, row in enumerate(made.rows):
        bold = made.has_total and order == last
        cells = (
            table_cell(
                wide,
                number if is_number(part) else text,
                writer.parts((part,), bold),
                indent=_indent(part, wide, size),
                kept=order < last and (whole or order == last - 1),
            )
            for wide, part in zip(widths, row, strict=True)
        )
        rows.append(table_row(cells))
    return table(widths, header, rows) + paragraph("TableEnd", "")


def _indent(part: Part, wide: int, size: _Type) -> int:
    """Return how much of a cell to leave empty so that its line ends before the mark, and not within it."""
    number, *mark = _lines_of(part, (wide - _EDGES) // size.half)
    return max(0, wide - _EDGES - (width(number) * size.half + _AIR * size.half // 2)) if mark else 0


def _lines_of(part: Part, fits: int) -> list[str]:
    """Return a number on a line, and the mark behind it on one of its own where both find no room on one."""
    text = words_of(part)
    marked = _MARKED.fullmatch(text) if is_number(part) and width(text) > fits else None
    return list(marked.groups()) if marked else [text]


def is_number(part: Part) -> bool:
    """Tell whether a cell holds a number, or the dash in place of one."""
    return isinstance(part, Figure) and not isinstance(part.value, str)


def column_widths(least: list[int], wanted: list[int], reach: int) -> list[int]:
    """Return widths that together fill the type area: each column the least it needs, then all by what they want."""
    if (needed := sum(least)) >= reach:
        widths = [each * reach // needed for each in least]
    elif (asked := sum(wanted)) <= reach:
        widths = [each + (reach - asked) * each // asked for each in wanted]
    else:
        widths = [
            few + (many - few) * (reach - needed) // (asked - needed) for few, many in zip(least, wanted, strict=True)
        ]
    return [*widths[:-1], reach - sum(widths[:-1])]


def _fitted(made: Table) -> tuple[_Type, list[int]]:
    """Choose type and widths by which the table is not much higher than it must be, the larger type first.

    Numbers and short names stay on one line, unless there is no room even for that or a long column needs it more.
    """
    sample = replace(made, rows=made.rows[:_SAMPLE])
    columns = [[made.columns[column], *(row[column] for row in made.rows)] for column in range(len(made.columns))]
    found: list[tuple[int, _Type, list[int]]] = []
    for whole in (True, False):
        for size in _SIZES:
            least = [max(_longest_piece(part, whole) for part in column) * size.half + _EDGES for column in columns]
            widths = _shared(columns, least, size)
            if sum(least) <= _TYPE_AREA or not whole:
                found.append((_lines(sample, widths, size) * size.half, size, widths))
    lowest = min(height for height, _, _ in found)
    return next((size, widths) for height, size, widths in found if height <= lowest * _HIGHER)


def _shared(columns: list[list[Part]], least: list[int], size: _Type) -> list[int]:
    wanted = [max(min(width(words_of(part)), _WIDEST) for part in column) * size.half + _EDGES for column in columns]
    return column_widths(least, [max(pair) for pair in zip(least, wanted, strict=True)], _TYPE_AREA)


def _lines(made: Table, widths: list[int], size: _Type) -> int:
    """Estimate how many lines of type a table takes."""
    letters = [max((wide - _EDGES) // size.half, 1) for wide in widths]
    return sum(
        max(
            sum(-(-width(line) // fits) for line in _lines_of(part, fits))
            for part, fits in zip(row, letters, strict=True)
        )
        for row in made.rows
    )


def _longest_piece(part: Part, whole: bool) -> int:
    lines = _lines_of(part, 0)
    longest = max(map(width, lines))
    if whole and longest <= (_LONGEST_NUMBER if is_number(part) else _LONGEST_NAME):
        return longest
    pieces = (width(piece) for line in lines for piece in _UNBROKEN.findall(line))
    return min(max(pieces, default=4), _LONGEST_NUMBER)
