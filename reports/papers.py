"""Puts an outline on paper: a Word file, a workbook, charts and the words for the chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.figure_register import FigureRegister
from reports.outline import Chart, Outline
from reports.paper_charts import draw
from reports.paper_docx import document
from reports.paper_summary import summary
from reports.paper_xlsx import workbook


@dataclass(frozen=True)
class Papers:
    """The finished files of a report; `charts` are PNG pictures by the name of the chart.

    Equal outlines give equal bytes: a report made again from its data set has the sha256 of the one that was sent.
    """

    docx: bytes
    xlsx: bytes
    charts: Mapping[str, bytes]
    summary: str


def papers(outline: Outline) -> Papers:
    """Return all papers of an outline."""
    register = FigureRegister(outline)
    charts: dict[str, bytes] = {}
    for chart in (block for section in outline.sections for block in section.blocks if isinstance(block, Chart)):
        if chart.name in charts:
            raise ValueError(f"two charts are called {chart.name}")
        if chart.labels:
            charts[chart.name] = draw(chart, outline.number)
    return Papers(document(outline, register, charts), workbook(outline, register), charts, summary(outline))
