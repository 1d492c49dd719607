"""Lays out a table for Word: how wide each column is, how large its type, and where its numbers stand."""

from __future__ import annotations

from collections.abc import Sequence

from reports.outline import Figure, Part, Table
from reports.paper_text import clean, width, words_of
from reports.word_styles import PAGE_MM, SIDE_MM
from reports.word_xml import Writer, paragraph, run, table, table_cell, table_row

_TYPE_AREA = round((PAGE_MM[0] - 2 * SIDE_MM) * 1440 / 25.4)
# One half of a Chinese character at the size of the tables' type, and the edges of a cell, in twentieths of a point.
_HALF, _EDGES = 108, 160
_NARROWEST, _WIDEST = 5, 44


def written_table(made: Table, writer: Writer) -> str:
    """Return a table with its header on each page, numbers to the right and the total in bold."""
    widths = column_widths(made)
    header = table_row(
        (
            table_cell(wide, "TableHead", run(name), shaded=True)
            for wide, name in zip(widths, made.columns, strict=True)
        ),
        is_header=True,
    )
    last = len(made.rows) - 1
    rows = []
    for order, row in enumerate(made.rows):
        bold = made.has_total and order == last
        cells = (
            table_cell(wide, "TableNumber" if is_number(part) else "TableText", writer.parts((part,), bold))
            for wide, part in zip(widths, row, strict=True)
        )
        rows.append(table_row(cells))
    return table(widths, header, rows) + paragraph("TableEnd", "")


def is_number(part: Part) -> bool:
    """Tell whether a cell holds a number, or the dash in place of one."""
    return isinstance(part, Figure) and not isinstance(part.value, str)


def column_widths(made: Table, reach: int = _TYPE_AREA) -> list[int]:
    """Return widths that together fill the type area: each column what it needs, long ones sharing what is left."""
    wanted = [_wanted(made, column) for column in range(len(made.columns))]
    rest = reach - sum(wanted)
    if rest >= 0:
        return _exactly([each + rest * each // sum(wanted) for each in wanted], reach)
    fair = reach // len(wanted)
    spare = sum(fair - each for each in wanted if each < fair)
    over = sum(each - fair for each in wanted if each > fair)
    return _exactly([each if each <= fair else fair + (each - fair) * spare // over for each in wanted], reach)


def _wanted(made: Table, column: int) -> int:
    longest = max((width(words_of(row[column])) for row in made.rows), default=0)
    head = width(clean(made.columns[column]))
    return min(max(longest, head // 2 + head % 2, _NARROWEST), _WIDEST) * _HALF + _EDGES


def _exactly(widths: Sequence[int], reach: int) -> list[int]:
    return [*widths[:-1], reach - sum(widths[:-1])]
