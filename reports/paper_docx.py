"""Writes the Word file of a report: numbered sections, tables, charts, and every figure tied to its cell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from io import BytesIO

from docx.document import Document
from docx.shared import Mm

from reports.figure_register import FigureRegister
from reports.fixed_zip import packed_anew
from reports.outline import Block, Chart, Outline, Paragraph, Section, Table
from reports.paper_text import NOTHING_HERE, clean, numeral
from reports.word_styles import blank_document, set_margins
from reports.word_tables import written_table
from reports.word_xml import Writer, field, paragraph, parsed, run
from rules.report_periods import ReportKind


def document(outline: Outline, register: FigureRegister, charts: Mapping[str, bytes]) -> bytes:
    """Return the Word file; `charts` are the pictures by name."""
    made = blank_document(is_dense=outline.kind in _ONE_PAGE)
    set_margins(made, outline.site, outline.number, is_dense=outline.kind in _ONE_PAGE)
    _set_properties(made, outline)
    body = _Body(made, Writer(register), charts)
    body.write(paragraph("Title", run(outline.title)))
    body.write(paragraph("Subtitle", run(f"{outline.number}　{outline.period_words}"), _RED_RULE))
    for order, section in enumerate(outline.sections, 1):
        body.section(order, section)
    file = BytesIO()
    made.save(file)
    return packed_anew(file.getvalue())


_PICTURE_MM = 142
_ONE_PAGE = (ReportKind.DAILY, ReportKind.INCIDENT)
_RED_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="6" w:color="C00000"/></w:pBdr>'


class _Body:
    """The text of a document while it is written, with the running numbers of its tables and charts."""

    def __init__(self, made: Document, writer: Writer, charts: Mapping[str, bytes]) -> None:
        self._made, self._writer, self._charts = made, writer, charts
        self._end = made.element.body.sectPr
        self._numbers = {"表": 0, "图": 0}

    def write(self, written: str) -> None:
        """Put written elements before the end of the body, where the page is described."""
        for element in parsed(written):
            self._end.addprevious(element)

    def section(self, order: int, section: Section) -> None:
        """Write a section under its heading; an empty one says that there was nothing."""
        self.write(paragraph("Heading1", run(f"{numeral(order)}、{section.heading}")))
        for block in section.blocks or (Paragraph((NOTHING_HERE,)),):
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph(parts):
                self.write(paragraph("BodyText", self._writer.parts(parts)))
            case Table():
                self.write(self._caption("表", block.name, "<w:keepNext/>"))
                self.write(written_table(block, self._writer) if block.rows else _nothing())
            case Chart() if block.name in self._charts:
                self._picture(block)
                self.write(self._caption("图", block.name))
            case Chart():
                self.write(self._caption("图", block.name, "<w:keepNext/>"))
                self.write(_nothing())

    def _caption(self, word: str, name: str, properties: str = "") -> str:
        self._numbers[word] += 1
        number = field(f"SEQ {word} \\* ARABIC", str(self._numbers[word]))
        return paragraph("Caption", f"{run(word)}{number}{run(f'　{name}')}", properties)

    def _picture(self, chart: Chart) -> None:
        holder = self._made.add_paragraph(style="Picture")
        shape = holder.add_run().add_picture(BytesIO(self._charts[chart.name]), width=Mm(_PICTURE_MM))
        shape._inline.docPr.set("descr", clean(chart.name))


def _nothing() -> str:
    return paragraph("BodyText", run(NOTHING_HERE))


def _set_properties(made: Document, outline: Outline) -> None:
    made_at = outline.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = made.core_properties
    properties.title, properties.identifier = clean(outline.title)[:255], clean(outline.number)
    properties.author = properties.last_modified_by = clean(outline.site)[:255]
    properties.subject, properties.language, properties.comments = clean(outline.period_words)[:255], "zh-CN", ""
    properties.created = properties.modified = made_at
    properties.revision = 1
