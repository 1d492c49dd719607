"""Reads the finished papers of a report again and says everything in them that is not so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from reports.checking.beside_orders import beside_orders
from reports.checking.callers import caller_figures
from reports.checking.copied import wrong_summary, wrong_words
from reports.checking.dates import wrong_dates
from reports.checking.docx_reading import Damaged, Document, Line, read_docx
from reports.checking.figures import wrong_figures, wrong_references, wrong_register
from reports.checking.identity import Known
from reports.checking.of_subject import of_another_subject
from reports.checking.official_figures import official_figure
from reports.checking.order_figures import order_figure
from reports.checking.pictures import wrong_pictures
from reports.checking.recount import Expected, Recount, taken_apart
from reports.checking.sheets import tables_of, wrong_sheets
from reports.checking.shown import impossible
from reports.checking.single_facts import single_fact
from reports.checking.tables import unknown_names, wrong_sums
from reports.checking.words import FRAME, doubled, own_words, remains, wrong_bases
from reports.checking.wrong import Wrong
from reports.checking.xlsx_reading import FIGURES, Book, read_xlsx
from reports.dataset import DataSet
from reports.outline import Outline
from reports.outlines.every import outline
from reports.paper_summary import MORE, MORE_OF_INCIDENT
from reports.papers import Papers

_FAR = timedelta(days=800)


def check(data: DataSet, papers: Papers) -> list[Wrong]:
    """Return what is wrong in the papers of a report, nothing when all is well; each said once."""
    try:
        document = read_docx(papers.docx)
    except Damaged as problem:
        return [Wrong("damaged", "Word 文件", "", str(problem))]
    try:
        book = read_xlsx(papers.xlsx)
    except Damaged as problem:
        return [Wrong("damaged", "Excel 文件", "", str(problem))]
    return list(dict.fromkeys(_Checking(data, papers, document, book).all()))


class _Checking:
    """One report while it is checked."""

    def __init__(self, data: DataSet, papers: Papers, document: Document, book: Book) -> None:
        self.data, self.papers, self.document, self.book = data, papers, document, book
        self.meant: Outline = outline(data)
        self.callers = caller_figures(data)
        self.recount = Recount(data, [row.key for row in book.figures])
        self.keys = {f"{FIGURES}!D{row.line}": row.key for row in book.figures}
        numbers = {str(row["ticket_no"]) for row in data.rows("SELECT DISTINCT ticket_no FROM tickets")}
        self.known = Known(numbers, names_of(data))

    def all(self) -> Iterator[Wrong]:
        """Yield everything that is wrong, the frame first; nothing stops at the first fault."""
        yield from self._frame()
        yield from of_another_subject(self.data)
        yield from wrong_figures(self.book, self._recounted)
        yield from wrong_register(self.book, self.meant)
        yield from wrong_references(self.document, self.book, self.keys)
        yield from wrong_sheets(self.document.lines, self.book, self.meant)
        yield from wrong_words(self.meant, self.document.lines, self.keys.get)
        yield from self._lines()
        yield from self._tables()
        yield from self._workbook()
        yield from self._summary()
        yield from wrong_pictures(self.papers, self.book, self.meant)

    def _recounted(self, key: str) -> Expected | None:
        if key in self.callers:
            return self.callers[key]
        for worked_out in (single_fact, order_figure, official_figure, beside_orders):
            found = worked_out(self.data, key)
            if found is not None:
                return found
        return self.recount.expected(key)

    def _frame(self) -> Iterator[Wrong]:
        title = "".join(line.text for line in self.document.lines if line.style == "Title")
        if title != self.meant.title:
            yield Wrong("wrong_title", "标题", self.meant.title, title)
        subtitle = "".join(line.text for line in self.document.lines if line.style == "Subtitle")
        number, _, period = subtitle.partition("　")
        if number != self.data.number:
            yield Wrong("wrong_number", "报告编号", self.data.number, number)
        if period != self.meant.period_words:
            yield Wrong("wrong_period", "报告期", self.meant.period_words, period)
        for line in self.document.around:
            if any(char.isdigit() for char in line.text.replace(self.data.number, "").replace(self.data.site, "")):
                yield Wrong("wrong_number", line.where, self.data.number, line.text)
        if self.document.has_changes:
            yield Wrong("tracked_change", "Word 文件")
        if self.document.has_hidden:
            yield Wrong("hidden", "Word 文件")

    def _lines(self) -> Iterator[Wrong]:
        headings = {(row[0].cell[0], cell.cell[2]): cell.text for _, rows in tables_of(self.document.lines)
                    for row in rows[:1] for cell in row if cell.cell and row[0].cell}  # fmt: skip
        previous: Line | None = None
        for line in self.document.lines:
            yield from impossible(line.text, line.where)
            yield from self._safe(line.text, line.where)
            if line.style not in FRAME:
                yield from own_words(line, self.known)
                yield from doubled(line)
                heading = headings.get((line.cell[0], line.cell[2]), "") if line.cell else ""
                yield from wrong_bases(line, heading, self._span_of)
            if line.is_heading and previous is not None and previous.is_heading:
                yield Wrong("empty_section", previous.where, "", previous.text)
            previous = line if line.text else previous
        if previous is not None and previous.is_heading:
            yield Wrong("empty_section", previous.where, "", previous.text)

    def _safe(self, text: str, where: str) -> Iterator[Wrong]:
        yield from wrong_dates(text, where, *self._days)
        found = self.known.identity_in(text)
        if found is not None:
            yield Wrong("identity", where, "", found)

    @property
    def _days(self) -> tuple[date, date]:
        return (self.data.period.start - _FAR).date(), (self.data.period.end + _FAR).date()

    def _span_of(self, reference: str) -> str | None:
        key = taken_apart(self.keys.get(reference, ""))
        if key is None:
            return None
        return {"pop": "previous", "yoy": "last_year"}.get(key.change, key.span)

    def _tables(self) -> Iterator[Wrong]:
        for name, rows in tables_of(self.document.lines):
            texts = [[cell.text for cell in row] for row in rows]
            if any(len(row) != len(texts[0]) for row in texts):
                yield Wrong("text_differs", f"表“{name}”")
                continue
            yield from wrong_sums(texts, f"表“{name}”")
            yield from unknown_names(texts, f"表“{name}”", self.known.names)

    def _workbook(self) -> Iterator[Wrong]:
        for where in self.book.hidden:
            yield Wrong("hidden", where)
        for where in self.book.formulas:
            yield Wrong("formula", where)
        for where in self.book.notes:
            yield Wrong("tracked_change", where)
        for name, rows in self.book.sheets.items():
            for line, row in enumerate(rows, 1):
                for cell in row:
                    if isinstance(cell.value, str):
                        yield from self._safe(cell.text, f"工作表 {name} 第{line}行")
                        yield from remains(cell.text, f"工作表 {name} 第{line}行")

    def _summary(self) -> Iterator[Wrong]:
        yield from wrong_summary(self.meant, self.papers.summary, (MORE, MORE_OF_INCIDENT))
        for number, text in enumerate(self.papers.summary.split("\n"), 1):
            yield from impossible(text, f"摘要第{number}行")
            yield from self._safe(text, f"摘要第{number}行")
            yield from remains(text, f"摘要第{number}行")


def names_of(data: DataSet) -> set[str]:
    """Return the names of units, communities, categories, places and people of the desk that the data set knows."""
    query = """SELECT unit AS name FROM tickets UNION SELECT community FROM tickets UNION SELECT category FROM tickets
        UNION SELECT matter FROM tickets UNION SELECT place FROM tickets UNION SELECT name FROM duty
        UNION SELECT name FROM told UNION SELECT unit FROM clocks UNION SELECT last_to FROM reminders
        UNION SELECT unit FROM official UNION SELECT category FROM official UNION SELECT place FROM hot_spots"""
    return {row["name"] for row in data.rows(query) if row["name"]} | {data.site}
