"""The finished papers of a report: what stands in them, where, and that they are the same whenever they are made."""

from __future__ import annotations

from io import BytesIO

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from openpyxl.workbook import Workbook

from reports.outline import Paragraph, Section
from reports.papers import Papers, papers
from tests.reports.made_up import figure, outline


@pytest.fixture(scope="module")
def made() -> Papers:
    return papers(outline())


@pytest.fixture(scope="module")
def book(made: Papers) -> Workbook:
    return openpyxl.load_workbook(BytesIO(made.xlsx))


def controls(file: bytes) -> list[tuple[str, str, str]]:
    """Return name, reference and text of every content control of a Word file."""
    found = []
    for control in docx.Document(BytesIO(file)).element.body.iter(qn("w:sdt")):
        name, tag = (control.find(f"{qn('w:sdtPr')}/{qn(each)}").get(qn("w:val")) for each in ("w:alias", "w:tag"))
        found.append((name, tag, "".join(text.text for text in control.iter(qn("w:t")))))
    return found


def test_every_figure_in_the_words_refers_to_the_cell_that_holds_it(made: Papers, book: Workbook) -> None:
    found = controls(made.docx)
    assert len(found) > 100
    assert ("签收及时率", "指标!D4", "371/376 = 98.7%") in found
    for name, reference, text in found:
        sheet, cell = reference.split("!")
        assert book[sheet][cell].value == text
        assert book[sheet][cell.replace("D", "B")].value == name


def test_equal_outlines_give_equal_bytes(made: Papers) -> None:
    assert papers(outline()) == made


def test_one_figure_cannot_be_said_in_two_ways() -> None:
    twice = Section("情况", (Paragraph((figure("a", "受理量", 1), figure("a", "受理量", 2))),))
    with pytest.raises(ValueError, match="figure a is said in two ways"):
        papers(outline(sections=(twice,)))
