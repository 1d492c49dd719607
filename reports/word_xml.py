"""Writes the pieces of a Word document: runs, figures as content controls, fields, paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from reports.figure_register import FigureRegister
from reports.outline import Part
from reports.paper_text import clean, words_of

# Word refuses a longer name of a control.
_LONGEST_NAME = 64
_BOLD = "<w:rPr><w:b/></w:rPr>"


def run(text: str, bold: bool = False) -> str:
    """Return plain words."""
    return f'<w:r>{_BOLD if bold else ""}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>'


def field(code: str, shown: str) -> str:
    """Return a field that Word computes, with what is read until it does."""
    return f'<w:fldSimple w:instr=" {escape(code)} ">{run(shown)}</w:fldSimple>'


def paragraph(style: str, content: str, properties: str = "") -> str:
    """Return a paragraph of a style, named by its id."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


class Writer:
    """Writes parts of an outline, every figure under the cell that proves it."""

    def __init__(self, register: FigureRegister) -> None:
        self._register = register
        self._controls = 0

    def parts(self, parts: Iterable[Part], bold: bool = False) -> str:
        """Return the content of a paragraph or a cell."""
        return "".join(run(part, bold) if isinstance(part, str) else self._control(part, bold) for part in parts)

    def _control(self, figure: Part, bold: bool) -> str:
        """A control whose text cannot be typed over: name, reference, and an id of its own."""
        assert not isinstance(figure, str)
        self._controls += 1
        name, cell = escape(clean(figure.name)[:_LONGEST_NAME]), escape(self._register.cell(figure))
        return (
            f'<w:sdt><w:sdtPr>{_BOLD if bold else ""}<w:alias w:val="{name}"/><w:tag w:val="{cell}"/>'
            f'<w:id w:val="{self._controls}"/><w:lock w:val="contentLocked"/><w:text/></w:sdtPr>'
            f"<w:sdtContent>{run(words_of(figure), bold)}</w:sdtContent></w:sdt>"
        )


def table(widths: Sequence[int], header: str, rows: Iterable[str]) -> str:
    """Return a table over the whole width of the type area; `widths` of its columns in twentieths of a point."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{header}{''.join(rows)}</w:tbl>"
    )


def table_row(cells: Iterable[str], is_header: bool = False) -> str:
    """Return a row that stays on one page; a header is repeated on each."""
    repeated = "<w:tblHeader/>" if is_header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def table_cell(width: int, style: str, content: str, shaded: bool = False, kept: bool = False, indent: int = 0) -> str:
    """Return a cell with one paragraph; `kept` on the page of the next row, `indent` empty at its left."""
    properties = ("<w:keepNext/>" if kept else "") + (f'<w:ind w:left="{indent}"/>' if indent else "")
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E7E6E6"/>' if shaded else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(style, content, properties)}</w:tc>"
    )


def parsed(written: str) -> list[BaseOxmlElement]:
    """Return the elements of what was written, ready to be put into a document."""
    return list(parse_xml(f"<w:body {nsdecls('w')}>{written}</w:body>"))
