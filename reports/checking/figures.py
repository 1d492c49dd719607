"""Compares every figure of the sheet 指标 with what the data give when they are counted again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from reports.checking.docx_reading import Document
from reports.checking.recount import Expected
from reports.checking.shown import NOTHING
from reports.checking.wrong import Wrong
from reports.checking.xlsx_reading import FIGURES, Book, Row
from reports.figure_register import HEADINGS, FigureRegister
from reports.outline import Outline
from reports.paper_text import clean

Recounted = Callable[[str], Expected | None]
_CLOSE = Decimal("0.0000001")


def wrong_figures(book: Book, recounted: Recounted) -> Iterator[Wrong]:
    """Yield the figures that nobody can work out again, and those that are others."""
    for key, n in Counter(row.key for row in book.figures).items():
        if n > 1:
            yield Wrong("figure_twice", f"工作表 {FIGURES}", "", key)
    for row in book.figures:
        expected = recounted(row.key)
        where = f"工作表 {FIGURES} 第{row.line}行 {row.name}"
        if expected is None:
            yield Wrong("unknown_figure", where, "", row.key)
        elif row.shown != expected.shown:
            yield Wrong(_code(row, expected), where, expected.shown, row.shown)
        elif not _is_value(row, expected):
            yield Wrong("wrong_shown", where, str(expected.value), str(row.value))


def wrong_references(document: Document, book: Book, keys: Mapping[str, str]) -> Iterator[Wrong]:
    """Yield figures on paper that refer to no cell, or say something else than their cell; `keys` are by cell."""
    for line in document.lines:
        for piece in line.pieces:
            if piece.reference is None:
                continue
            kept = book.shown_at(piece.reference)
            if piece.reference not in keys or kept is None:
                yield Wrong("bad_reference", line.where, "", f"{piece.reference} {piece.text}")
            elif kept != piece.text:
                yield Wrong("differs_from_cell", f"{line.where} {piece.reference}", kept, piece.text)


def wrong_register(book: Book, outline: Outline) -> Iterator[Wrong]:
    """Yield figures that the workbook lacks or nobody says, and what stands beside one that is not its own."""
    meant = {clean(entry.figure.key): entry for entry in FigureRegister(outline)}
    kept = {row.key for row in book.figures}
    where = f"工作表 {FIGURES}"
    yield from (Wrong("missing_figure", where, key) for key in meant if key not in kept)
    yield from (Wrong("unreferenced", where, "", row.key) for row in book.figures if row.key not in meant)
    for line, cells in enumerate(book.sheets.get(FIGURES, []), 1):
        texts = [cell.text for cell in cells]
        entry = meant.get(texts[0])
        if any(texts[len(HEADINGS) :]) or (not texts[0] and any(texts)):
            yield Wrong("extra_text", f"{where} 第{line}行", "", " ".join(filter(None, texts)))
        wanted = list(HEADINGS) if line == 1 else []
        if entry is not None:
            figure = entry.figure
            wanted = [*map(clean, (figure.key, figure.name)), *texts[2:4], *map(clean, (figure.basis, entry.place))]
        for said, own in zip(texts, wanted, strict=False):
            if said != own:
                yield Wrong("text_differs", f"{where} 第{line}行", own, said)


def _code(row: Row, expected: Expected) -> str:
    """Say as closely as can be what is wrong with how a figure is written."""
    if expected.shown == NOTHING:
        return "nothing_shown_as_zero"
    ways = ("上升", "下降", "持平")
    said, meant = (next((way for way in ways if text.startswith(way)), "") for text in (row.shown, expected.shown))
    if said and meant and said != meant:
        return "wrong_direction"
    if said and "个百分点" in expected.shown and "%" in row.shown:
        return "percent_for_points"
    if said and "%" in expected.shown and "个百分点" in row.shown:
        return "points_for_percent"
    return "wrong_figure"


def _is_value(row: Row, expected: Expected) -> bool:
    if expected.value is None or isinstance(expected.value, str):
        return (row.value or None) == expected.value
    if isinstance(row.value, bool) or not isinstance(row.value, int | float):
        return False
    value = Decimal(expected.value)
    # A percentage is a real one in a workbook.
    if "%" in expected.shown or (isinstance(expected.value, Decimal) and expected.shown.startswith("持平")):
        return any(abs(Decimal(str(row.value)) - one) < _CLOSE for one in (value / 100, value))
    return abs(Decimal(str(row.value)) - value) < _CLOSE
