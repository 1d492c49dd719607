"""Reads a finished statement again, adds its entries up another way, and says everything in it that is not so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from reports.checking.copied import wrong_summary, wrong_words
from reports.checking.docx_reading import Damaged, Document, read_docx
from reports.checking.figures import wrong_figures, wrong_references
from reports.checking.recount import Expected
from reports.checking.sheets import tables_of, wrong_sheets
from reports.checking.tables import wrong_sums
from reports.checking.words import FRAME, doubled
from reports.checking.wrong import Wrong
from reports.checking.xlsx_reading import FIGURES, Book, read_xlsx
from reports.outline import Figure, Outline, Paragraph, Table
from reports.paper_summary import MORE
from reports.papers import Papers
from reports.statement import StatementFacts, statement


def check_statement(facts: StatementFacts, papers: Papers) -> list[Wrong]:
    """Return what is wrong in the papers of a statement, nothing when all is well; each said once."""
    try:
        document, book = read_docx(papers.docx), read_xlsx(papers.xlsx)
    except Damaged as problem:
        return [Wrong("damaged", "文件", "", str(problem))]
    return list(dict.fromkeys(_wrongs(facts, papers, document, book)))


def _wrongs(facts: StatementFacts, papers: Papers, document: Document, book: Book) -> Iterator[Wrong]:
    meant = statement(facts)
    expected = {**_single(meant), **_sums(facts)}
    keys = {f"{FIGURES}!D{row.line}": row.key for row in book.figures}
    number = "".join(line.text for line in document.lines if line.style == "Subtitle").partition("　")[0]
    if number != facts.number:
        yield Wrong("wrong_number", "编号", facts.number, number)
    yield from wrong_figures(book, expected.get)
    yield from wrong_references(document, book, keys)
    yield from wrong_sheets(document.lines, book, meant)
    yield from wrong_words(meant, document.lines, keys.get)
    for line in document.lines:
        yield from doubled(line) if line.style not in FRAME else ()
    for name, rows in tables_of(document.lines):
        yield from wrong_sums([[cell.text for cell in row] for row in rows], f"表“{name}”")
    for where in (*book.hidden, *book.formulas):
        yield Wrong("hidden", where)
    if document.has_changes or document.has_hidden:
        yield Wrong("tracked_change", "Word 文件")
    yield from wrong_summary(meant, papers.summary, MORE)


def _sums(facts: StatementFacts) -> dict[str, Expected]:
    """Add up, entry by entry, what is told of standings and of the kinds of faults that count."""
    found: dict[str, int] = defaultdict(int)
    for entry in facts.entries:
        item, keys = entry.item, [str(entry.item.standing)]
        keys += [f"fault.{item.fault}"] if item.standing == "counted" else []
        for key in keys:
            found[f"{key}.count"] += 1
            found[f"{key}.low"] += item.amount.low
            found[f"{key}.high"] += item.amount.high
    return {key: Expected(value, str(value)) for key, value in found.items()}


def _single(meant: Outline) -> dict[str, Expected]:
    """What is not added up stands as the kept facts give it."""
    parts = [part for block in _blocks(meant) for part in _parts(block)]
    return {
        part.key: Expected(part.value if isinstance(part.value, int | str) else None, part.shown)
        for part in parts
        if isinstance(part, Figure)
    }


def _blocks(meant: Outline) -> Iterator[Paragraph | Table]:
    for section in meant.sections:
        yield from (block for block in section.blocks if isinstance(block, Paragraph | Table))


def _parts(block: Paragraph | Table) -> Iterator[object]:
    if isinstance(block, Paragraph):
        yield from block.parts
    else:
        yield from (part for row in block.rows for part in row)
