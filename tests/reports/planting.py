"""Plants errors into finished papers: the Word file, the workbook, the summary, or what they are made from."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook

from reports.dataset import DataSet
from reports.outline import Figure, Outline, Paragraph, Part, Section, Table
from reports.papers import Papers, papers


@dataclass(frozen=True)
class Made:
    """A report as it was made: its data, what it says, and its papers."""

    data: DataSet
    outline: Outline
    papers: Papers


@dataclass(frozen=True)
class Word:
    """The Word file of a report, open for planting."""

    body: Any

    def control(self, ends: str = "", number: int = 0, in_table: bool | None = None) -> Any:
        """Return a control whose text ends in something, inside or outside of a table."""
        return self.controls(ends, in_table)[number]

    def controls(self, ends: str = "", in_table: bool | None = None) -> list[Any]:
        """Return the controls whose text ends in something."""
        return [
            one
            for one in self.body.iter(qn("w:sdt"))
            if _text(one).endswith(ends)
            and in_table in (None, any(above.tag == qn("w:tc") for above in one.iterancestors()))
        ]

    def counts(self, in_table: bool) -> list[Any]:
        """Return the controls that hold a plain number above nine."""
        return [one for one in self.controls("", in_table) if _text(one).isdigit() and len(_text(one)) > 1]

    def paragraph(self, style: str, number: int = 0) -> Any:
        """Return a paragraph of a style."""
        return [p for p in self.body.iter(qn("w:p")) if _style(p) == style][number]

    def rows(self, table: int = 0) -> list[Any]:
        """Return the rows of a table, the headings first."""
        return list(list(self.body.iter(qn("w:tbl")))[table].iter(qn("w:tr")))

    def append(self, paragraph: Any, text: str) -> None:
        """Write words at the end of a paragraph, as somebody would in Word."""
        run, words = OxmlElement("w:r"), OxmlElement("w:t")
        words.text = text
        run.append(words)
        paragraph.append(run)


def write(element: Any, text: str) -> None:
    """Put other words into a control or a paragraph, the first of its texts; the others are emptied."""
    first, *others = element.iter(qn("w:t"))
    first.text = text
    for other in others:
        other.text = ""


def _text(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def _style(paragraph: Any) -> str:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if found is None else str(found.get(qn("w:val")))


text_of = _text


def in_word(change: Callable[[Word], object]) -> Callable[[Made], Papers]:
    """Plant into the Word file alone."""

    def planted(made: Made) -> Papers:
        opened = docx.Document(io.BytesIO(made.papers.docx))
        change(Word(opened.element.body))
        file = io.BytesIO()
        opened.save(file)
        return replace(made.papers, docx=file.getvalue())

    return planted


def in_workbook(change: Callable[[Workbook], object]) -> Callable[[Made], Papers]:
    """Plant into the workbook alone."""

    def planted(made: Made) -> Papers:
        opened = openpyxl.load_workbook(io.BytesIO(made.papers.xlsx))
        change(opened)
        file = io.BytesIO()
        opened.save(file)
        return replace(made.papers, xlsx=file.getvalue())

    return planted


def in_summary(change: Callable[[str], str]) -> Callable[[Made], Papers]:
    """Plant into the summary alone."""
    return lambda made: replace(made.papers, summary=change(made.papers.summary))


def everywhere(change: Callable[[Outline], Outline]) -> Callable[[Made], Papers]:
    """Plant before anything is put on paper: the Word file, the workbook and the summary lie alike."""

    def planted(made: Made) -> Papers:
        lying = change(made.outline)
        assert lying != made.outline, "nothing was planted"
        return papers(lying)

    return planted


def lies(
    which: Callable[[Figure], bool], lie: Callable[[Figure], Figure], most: int = 1
) -> Callable[[Outline], Outline]:
    """Return a change that tells the first figures of a kind differently, wherever they stand."""

    def changed(outline: Outline) -> Outline:
        keys: list[str] = []
        for figure in figures_of(outline):
            if which(figure) and figure.key not in keys and len(keys) < most:
                keys.append(figure.key)
        return parts_changed(outline, lambda part: lie(part) if isinstance(part, Figure) and part.key in keys else part)

    return changed


def figures_of(outline: Outline) -> list[Figure]:
    """Return the figures of an outline as they are read."""
    found: list[Figure] = []

    def see(part: Part) -> Part:
        if isinstance(part, Figure):
            found.append(part)
        return part

    parts_changed(outline, see)
    return found


def parts_changed(outline: Outline, change: Callable[[Part], Part]) -> Outline:
    """Return an outline with every word and figure changed."""

    def paragraph(one: Paragraph) -> Paragraph:
        return Paragraph(tuple(map(change, one.parts)))

    def block(one: Any) -> Any:
        if isinstance(one, Paragraph):
            return paragraph(one)
        if isinstance(one, Table):
            return replace(one, rows=tuple(tuple(map(change, row)) for row in one.rows))
        return replace(one, series=tuple(replace(s, figures=tuple(map(change, s.figures))) for s in one.series))

    sections = tuple(replace(s, blocks=tuple(map(block, s.blocks))) for s in outline.sections)
    return replace(outline, sections=sections, summary=tuple(map(paragraph, outline.summary)))


def tables_changed(outline: Outline, change: Callable[[Table], Table]) -> Outline:
    """Return an outline with its first table changed by it."""
    done = False

    def section(one: Section) -> Section:
        nonlocal done
        blocks = []
        for block in one.blocks:
            if isinstance(block, Table) and not done and change(block) != block:
                block, done = change(block), True
            blocks.append(block)
        return replace(one, blocks=tuple(blocks))

    return replace(outline, sections=tuple(map(section, outline.sections)))


def typed(text: str) -> Callable[[Made], Papers]:
    """Type words at the end of the first paragraph, as somebody would in Word."""
    return in_word(lambda word: word.append(word.paragraph("BodyText"), text))


def put(sheet: int | str, cell: str, value: Any) -> Callable[[Made], Papers]:
    """Write a value into a cell of the workbook."""

    def change(book: Workbook) -> None:
        (book[sheet] if isinstance(sheet, str) else book.worksheets[sheet])[cell] = value

    return in_workbook(change)


def rewritten(style: str, change: Callable[[str], str]) -> Callable[[Made], Papers]:
    """Write the first paragraph of a style anew."""

    def rewrite(word: Word) -> None:
        paragraph = word.paragraph(style)
        write(paragraph, change(text_of(paragraph)))

    return in_word(rewrite)


def shown_as(
    which: Callable[[Figure], bool], shown: Callable[[str], str], value: Any = None
) -> Callable[[Made], Papers]:
    """Write the first figure of a kind in another way, on all papers alike."""

    def lie(figure: Figure) -> Figure:
        return replace(figure, shown=shown(figure.shown), value=figure.value if value is None else value)

    return everywhere(lies(which, lie))


def said(was: str, becomes: str) -> Callable[[Made], Papers]:
    """Change the first words in which something stands, on all papers alike."""

    def changed(outline: Outline) -> Outline:
        done: list[str] = []

        def change(part: Part) -> Part:
            if isinstance(part, str) and was in part and (not done or done[0] == part):
                done.append(part)
                return part.replace(was, becomes)
            return part

        return parts_changed(outline, change)

    return everywhere(changed)


def rows_of(change: Callable[[tuple[tuple[Part, ...], ...]], Any], least: int = 3) -> Callable[[Made], Papers]:
    """Change the rows of the first table that has so many, on all papers alike."""

    def changed(table: Table) -> Table:
        return replace(table, rows=tuple(change(table.rows))) if len(table.rows) >= least else table

    return everywhere(lambda outline: tables_changed(outline, changed))


def in_first_section(extra: Paragraph) -> Callable[[Made], Papers]:
    """Say something more at the beginning."""

    def changed(outline: Outline) -> Outline:
        first, *rest = outline.sections
        return replace(outline, sections=(replace(first, blocks=(extra, *first.blocks)), *rest))

    return everywhere(changed)
