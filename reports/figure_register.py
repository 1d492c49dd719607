"""Gives every figure of a report its one row on the sheet 指标, so that papers can refer to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.outline import Block, Chart, Figure, Outline, Paragraph, Table

SHEET = "指标"
HEADINGS = ("编号", "名称", "数值", "写法", "依据", "所在位置")
FIRST_ROW = 2
_SHOWN_COLUMN = "D"


@dataclass(frozen=True)
class Placed:
    """A figure with its place: where it is first said, a table before anything else."""

    figure: Figure
    place: str


class FigureRegister:
    """All figures of an outline, each once, in the order in which a reader meets them."""

    def __init__(self, outline: Outline) -> None:
        self._placed: dict[str, Placed] = {}
        for section in outline.sections:
            for block in section.blocks:
                self._enter(figures_of(block), block.name if isinstance(block, Table) else section.heading)
        for line in outline.summary:
            self._enter(figures_of(line), "摘要")
        self._rows = {key: row for row, key in enumerate(self._placed, FIRST_ROW)}

    def __iter__(self) -> Iterator[Placed]:
        return iter(self._placed.values())

    def cell(self, figure: Figure) -> str:
        """Return where the workbook has a figure as it is written, such as `指标!D17`."""
        return f"{SHEET}!{_SHOWN_COLUMN}{self._rows[figure.key]}"

    def _enter(self, figures: Iterable[Figure], place: str) -> None:
        for figure in figures:
            known = self._placed.setdefault(figure.key, Placed(figure, place)).figure
            if (known.value, known.shown) != (figure.value, figure.shown):
                raise ValueError(f"figure {figure.key} is said in two ways: {known.shown!r} and {figure.shown!r}")


def figures_of(block: Block) -> Iterator[Figure]:
    """Yield the figures of a block as they are read."""
    match block:
        case Paragraph(parts):
            yield from (part for part in parts if isinstance(part, Figure))
        case Table():
            yield from (part for row in block.rows for part in row if isinstance(part, Figure))
        case Chart():
            yield from (figure for series in block.series for figure in series.figures)
