"""Whatever is changed in finished papers, or said wrongly in all of them alike, is found; what is right is let through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx.oxml import OxmlElement
from openpyxl import Workbook

from actions.desk import Desk
from benchmarks.township_year import Year
from models.database import Database
from models.sealing import Keyring, install_keyring
from reports.checking import Wrong, check
from reports.freezing import freeze
from reports.outline import Chart, Figure, Outline, Paragraph, Part, Section, Table
from reports.outlines.every import outline
from reports.papers import Papers, papers
from rules.report_periods import ReportKind, period_of
from tests.reports.planting import (
    Made,
    Word,
    everywhere,
    figures_of,
    in_summary,
    in_word,
    in_workbook,
    lies,
    parts_changed,
    tables_changed,
    text_of,
    write,
)
from tests.township import RULES

NOW = datetime(2026, 11, 26, 16, tzinfo=UTC)
NUMBERS = {"daily": "RB-20261126-1", "weekly": "ZB-20261126-1", "monthly": "YB-20261126-1"}
Plant = Callable[[Made], Papers]


def made(year: tuple[Path, Year], kind: ReportKind) -> Made:
    """Return a report of the small year."""
    install_keyring(Keyring([b"k" * 32]))
    database = Database(f"sqlite:///{year[0]}")
    with database.reading() as session:
        data = freeze(Desk(session, NOW, NOW, RULES), kind, period_of(kind, NOW, RULES.zone), NUMBERS[kind])
    database.close()
    said = outline(data)
    return Made(data, said, papers(said))


@pytest.fixture(scope="module")
def report(small_year: tuple[Path, Year]) -> Iterator[Made]:
    yield made(small_year, KIND)


def with_shown(shown: Callable[[str], str], value: Any = None) -> Callable[[Figure], Figure]:
    return lambda figure: replace(figure, shown=shown(figure.shown), value=figure.value if value is None else value)


def is_count(figure: Figure) -> bool:
    return isinstance(figure.value, int) and figure.value > 9


def is_rate(figure: Figure) -> bool:
    return "/" in figure.shown and "%" in figure.shown


def bumped(figure: Figure) -> Figure:
    return replace(figure, value=int(str(figure.value)) + 1, shown=str(int(str(figure.value)) + 1))


def in_first_section(extra: Paragraph) -> Callable[[Outline], Outline]:
    def changed(one: Outline) -> Outline:
        first, *rest = one.sections
        return replace(one, sections=(replace(first, blocks=(extra, *first.blocks)), *rest))

    return changed


def said_words(was: str, becomes: str) -> Callable[[Outline], Outline]:
    """Change the first words in which something stands."""
    done: list[str] = []

    def change(part: Part) -> Part:
        if isinstance(part, str) and was in part and (not done or done[0] == part):
            done.append(part)
            return part.replace(was, becomes)
        return part

    return lambda one: parts_changed(one, change)


def rows_changed(change: Callable[[tuple[tuple[Part, ...], ...]], Any], least: int = 2) -> Callable[[Outline], Outline]:
    return lambda one: tables_changed(
        one, lambda table: replace(table, rows=tuple(change(table.rows))) if len(table.rows) >= least else table
    )


def swap_numbers(word: Word) -> None:
    one, other = next(
        (one, other) for one in word.counts(False) for other in word.counts(False) if text_of(one) != text_of(other)
    )
    was = text_of(one)
    write(one, text_of(other))
    write(other, was)


def swap_references(word: Word) -> None:
    tags = [next(one.iter("{*}tag")) for one in word.controls("")]
    first = tags[0]
    other = next(tag for tag in tags if tag.attrib != first.attrib)
    key = next(iter(first.attrib))
    first.attrib[key] = other.attrib[key]


def unwrap(word: Word) -> None:
    control = word.counts(False)[0]
    word.append(control.getparent(), text_of(control))
    control.getparent().remove(control)


def tracked(word: Word) -> None:
    change = OxmlElement("w:ins")
    word.paragraph("BodyText").append(change)


def vanish(word: Word) -> None:
    run = next(word.paragraph("BodyText").iter("{*}r"))
    properties = OxmlElement("w:rPr")
    properties.append(OxmlElement("w:vanish"))
    run.insert(0, properties)


def put(sheet: int | str, cell: str, value: Any) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        (book[sheet] if isinstance(sheet, str) else book.worksheets[sheet])[cell] = value

    return change


def first_count(book: Workbook) -> Any:
    return next(row[3] for row in book["指标"].iter_rows(min_row=2) if str(row[3].value).isdigit() and row[2].value > 9)


def other_digit(cell: Any) -> None:
    cell.value = f"{cell.value}1"


def hide(book: Workbook) -> None:
    book.worksheets[1].row_dimensions[2].hidden = True


def shifted(shown: str) -> str:
    """19/20 = 95.0% becomes 19/20 = 95.1%."""
    return re.sub(r"(\d+\.\d)%", lambda found: f"{Decimal(found[1]) + Decimal('0.1')}%", shown)


CHANGED_COUNT, FAR = lies(is_count, bumped), "（12月31日）"
# fmt: off
PLANTED: dict[str, tuple[Plant, set[str]]] = {
    "a digit of a paragraph": (in_word(lambda w: write(w.counts(False)[0], "99999")), {"differs_from_cell"}),
    "a digit of a table": (in_word(lambda w: write(w.counts(True)[0], "99999")), {"differs_from_cell"}),
    "two figures swapped": (in_word(swap_numbers), {"differs_from_cell"}),
    "a control of another cell": (in_word(swap_references), {"wrong_cell"}),
    "a control of no cell": (in_word(lambda w: next(w.controls("")[0].iter("{*}tag")).attrib.update({k: "指标!D9999" for k in next(w.controls("")[0].iter("{*}tag")).attrib})), {"bad_reference"}),
    "a figure typed over its control": (in_word(unwrap), {"stray_digit"}),
    "a number typed at the end": (in_word(lambda w: w.append(w.paragraph("BodyText"), "另有12件待核。")), {"stray_digit"}),
    "words typed at the end": (in_word(lambda w: w.append(w.paragraph("BodyText"), "情况良好。")), {"text_differs"}),
    "a paragraph removed": (in_word(lambda w: w.body.remove(w.paragraph("BodyText"))), {"missing_text"}),
    "a row removed": (in_word(lambda w: w.rows()[1].getparent().remove(w.rows()[1])), {"missing_text"}),
    "a row twice": (in_word(lambda w: w.rows()[1].addnext(__import__("copy").deepcopy(w.rows()[1]))), {"extra_text"}),
    "two rows swapped": (in_word(lambda w: w.rows()[1].addprevious(w.rows()[2])), {"wrong_cell", "text_differs", "extra_text"}),
    "another month in the title": (in_word(lambda w: write(w.paragraph("Title"), text_of(w.paragraph("Title")) + "十月")), {"wrong_title"}),
    "another number of the report": (in_word(lambda w: write(w.paragraph("Subtitle"), text_of(w.paragraph("Subtitle")).replace("-1", "-2", 1))), {"wrong_number"}),
    "another period": (in_word(lambda w: write(w.paragraph("Subtitle"), re.sub(r"(\d+)月", "1月", text_of(w.paragraph("Subtitle"))))), {"wrong_period"}),
    "a heading changed": (in_word(lambda w: write(w.paragraph("Heading1"), "一、总体情况和别的")), {"text_differs"}),
    "a section emptied": (in_word(lambda w: w.body.remove(w.paragraph("Heading1").getnext())), {"missing_text"}),
    "a change left open": (in_word(tracked), {"tracked_change"}),
    "words hidden": (in_word(vanish), {"hidden"}),
    "a phone smuggled in": (in_word(lambda w: w.append(w.paragraph("BodyText"), "联系电话13900001234")), {"identity"}),
    "an identity card smuggled in": (in_word(lambda w: w.append(w.paragraph("BodyText"), "身份证110101199003071234")), {"identity"}),
    "a caller's name smuggled in": (in_word(lambda w: w.append(w.paragraph("BodyText"), "市民王建国反映")), {"identity"}),
    "a titled name smuggled in": (in_word(lambda w: w.append(w.paragraph("BodyText"), "赵大勇先生来电")), {"identity"}),
    "an unknown order": (in_word(lambda w: w.append(w.paragraph("BodyText"), "见20260101999999号工单")), {"unknown_ticket"}),
    "another weekday": (in_word(lambda w: w.append(w.paragraph("BodyText"), "2026年11月26日（星期五）")), {"wrong_weekday"}),
    "a day that is none": (in_word(lambda w: w.append(w.paragraph("BodyText"), "2026年11月31日")), {"impossible_date"}),
    "a day of another time": (in_word(lambda w: w.append(w.paragraph("BodyText"), "2021年3月4日")), {"date_outside"}),
    "a placeholder left": (in_word(lambda w: w.append(w.paragraph("BodyText"), "{count}")), {"remains"}),
    "None left": (in_word(lambda w: w.append(w.paragraph("BodyText"), "None")), {"remains"}),
    "a cut file": (lambda m: replace(m.papers, docx=m.papers.docx[:2000]), {"damaged"}),
    "no workbook": (lambda m: replace(m.papers, xlsx=b""), {"damaged"}),
    "a figure of the workbook": (in_workbook(lambda b: other_digit(first_count(b))), {"wrong_figure", "differs_from_cell"}),
    "a value of the workbook": (in_workbook(put("指标", "C2", 99999)), {"wrong_shown"}),
    "a cell of a table's sheet": (in_workbook(put(1, "B2", 99999)), {"differs_from_cell"}),
    "a heading of a sheet": (in_workbook(put(1, "A1", "别的")), {"differs_from_cell"}),
    "a sheet missing": (in_workbook(lambda b: b.remove(b.worksheets[1])), {"missing_sheet"}),
    "a sheet too many": (in_workbook(lambda b: b.create_sheet("备注")), {"extra_sheet"}),
    "a sheet hidden": (in_workbook(lambda b: setattr(b.worksheets[1], "sheet_state", "hidden")), {"hidden"}),
    "a row hidden": (in_workbook(hide), {"hidden"}),
    "a formula": (in_workbook(put(1, "B2", "=1+1")), {"formula"}),
    "a phone in the workbook": (in_workbook(put(1, "H40", "电话13900001234")), {"identity"}),
    "a figure twice": (in_workbook(lambda b: b["指标"].append([c.value for c in b["指标"][2]])), {"figure_twice"}),
    "an unknown figure": (in_workbook(put("指标", "A2", "no.such_metric")), {"unknown_figure"}),
    "another digit in the summary": (in_summary(lambda s: re.sub(r"\d+", lambda d: f"{int(d[0]) + 1}", s, count=1)), {"summary_differs"}),
    "a line of the summary missing": (in_summary(lambda s: s.partition("\n")[2]), {"summary_differs"}),
    "a phone in the summary": (in_summary(lambda s: f"{s}\n13900001234"), {"identity"}),
    "a count, everywhere alike": (everywhere(CHANGED_COUNT), {"wrong_figure"}),
    "a rate off by a tenth": (everywhere(lies(is_rate, with_shown(shifted))), {"wrong_figure", "wrong_shown"}),
    "a rate of 104 %": (everywhere(lies(is_rate, with_shown(lambda _: "26/25 = 104.0%"))), {"rate_out_of_range", "part_over_whole"}),
    "a numerator above": (everywhere(lies(is_rate, with_shown(lambda _: "30/25 = 100.0%"))), {"part_over_whole"}),
    "0 instead of nothing": (everywhere(lies(lambda f: f.shown == "—", with_shown(lambda _: "0.0%", Decimal(0)))), {"nothing_shown_as_zero"}),
    "few not marked": (everywhere(lies(lambda f: "样本少" in f.shown, with_shown(lambda s: s.replace("（样本少）", "")))), {"few_unmarked"}),
    "percent for points": (everywhere(lies(lambda f: "个百分点" in f.shown, with_shown(lambda s: s.replace("个百分点", "%")))), {"percent_for_points"}),
    "down for up": (everywhere(lies(lambda f: f.shown.startswith(("上升", "下降")), with_shown(lambda s: s.translate(str.maketrans("升", "降")) if "升" in s else s.replace("下降", "上升")))), {"wrong_direction", "wrong_figure"}),
    "another base named": (everywhere(said_words("环比", "同比")), {"wrong_base"}),
    "a sentence of its own": (everywhere(in_first_section(Paragraph(("本期情况平稳。",)))), {"extra_text"}),
    "rows left out": (everywhere(rows_changed(lambda rows: rows[1:])), {"missing_text"}),
}  # fmt: skip
# fmt: on
KIND = ReportKind.DAILY


def codes(found: list[Wrong]) -> set[str]:
    return {wrong.code for wrong in found}


def test_clean_papers_yield_no_complaint(report: Made) -> None:
    assert [wrong.text for wrong in check(report.data, report.papers)] == []


def test_opening_and_saving_alone_yields_no_complaint(report: Made) -> None:
    for touched in (in_word(lambda word: None), in_workbook(lambda book: None)):
        assert [wrong.text for wrong in check(report.data, touched(report))] == []


@pytest.mark.parametrize("name", PLANTED)
def test_what_was_planted_is_found(report: Made, name: str) -> None:
    plant, expected = PLANTED[name]
    found = check(report.data, plant(report))
    assert codes(found) & expected, [wrong.text for wrong in found]
    assert all(wrong.text for wrong in found)
