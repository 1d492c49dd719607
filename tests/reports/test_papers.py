"""The finished papers of a report: what stands in them, where, and that they are the same whenever they are made."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from config import ROOT
from reports.outline import Chart, Figure, Paragraph, Section, Series, Table
from reports.paper_summary import LIMIT_BYTES, summary
from reports.paper_text import clean, numeral
from reports.paper_xlsx import sheet_names
from reports.papers import Papers, papers
from tests.reports.made_up import figure, outline, rate

SPREADSHEET_TRAPS = (
    "=1+1",
    "+86",
    "-5",
    "@SUM(A1)",
    '=HYPERLINK("http://x.example","点我")',
    "1/2",
    "007",
)


@pytest.fixture(scope="module")
def made() -> Papers:
    return papers(outline())


@pytest.fixture(scope="module")
def book(made: Papers) -> Workbook:
    return openpyxl.load_workbook(BytesIO(made.xlsx))


def paper_of(*blocks: Paragraph | Table | Chart) -> Papers:
    return papers(outline(sections=(Section("情况", blocks),), summary=()))


def controls(file: bytes) -> list[tuple[str, str, str]]:
    """Return name, reference and text of every content control of a Word file."""
    found = []
    for control in docx.Document(BytesIO(file)).element.body.iter(qn("w:sdt")):
        name, tag = (control.find(f"{qn('w:sdtPr')}/{qn(each)}").get(qn("w:val")) for each in ("w:alias", "w:tag"))
        found.append((name, tag, text_of(control)))
    return found


def text_of(element: object) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))  # type: ignore[attr-defined]


def lines_of(file: bytes, style: str) -> list[str]:
    """Return the paragraphs of a style."""
    body = docx.Document(BytesIO(file)).element.body
    return [text_of(each) for each in body.iter(qn("w:p")) if each.style == style]


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
    with pytest.raises(ValueError, match="figure a is said in two ways"):
        paper_of(Paragraph((figure("a", "受理量", 1), figure("a", "受理量", 2))))


def test_one_name_cannot_belong_to_two_charts() -> None:
    chart = Chart("图", "bar", ("甲",), (Series("件", (figure("a", "受理量", 1),)),))
    with pytest.raises(ValueError, match="two charts are called 图"):
        paper_of(chart, chart)


def test_headings_and_captions_are_numbered_in_styles_of_their_own(made: Papers) -> None:
    assert lines_of(made.docx, "Heading1")[:2] == ["一、总体情况", "二、诉求分类"]
    assert lines_of(made.docx, "Caption") == [
        "图1　每日受理量",
        "表1　诉求分类前十",
        "图2　诉求分类帕累托图",
        "表2　各单位办理情况",
        "图3　各单位受理与办结",
        "图4　诉求时段分布",
        "表3　超时件清单",
        "表4　回访不满意件清单",
        "图5　不满意原因",
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "word"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")])
def test_sections_are_counted_in_chinese(number: int, word: str) -> None:
    assert numeral(number) == word


def test_what_did_not_happen_is_said(made: Papers, book: Workbook) -> None:
    assert lines_of(made.docx, "BodyText").count("本期没有。") == 3
    assert book["回访不满意件清单"]["A2"].value == "本期没有。"
    assert "不满意原因" not in made.charts


def test_table_repeats_its_header_keeps_its_rows_and_ends_with_its_total(made: Papers) -> None:
    table = next(docx.Document(BytesIO(made.docx)).element.body.iter(qn("w:tbl")))
    header, *rows = table.iter(qn("w:tr"))
    assert header.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    assert all(run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None for run in rows[-1].iter(qn("w:r")))
    styles = [cell.find(qn("w:p")).style for cell in rows[0].iter(qn("w:tc"))]
    assert styles == ["TableText", "TableNumber", "TableNumber", "TableNumber"]


def test_sheet_of_a_table_holds_real_numbers_with_the_counts_beside(book: Workbook) -> None:
    sheet = book["诉求分类前十"]
    assert [cell.value for cell in sheet[1]] == ["类别", "受理量", "占比", "占比（件数）", "环比"]
    assert [cell.value for cell in sheet[2]] == ["物业管理·电梯故障及维修", 96, 0.255, "96/376", 0.28]
    assert sheet["C2"].number_format == "0.0%"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E11")
    assert sheet["A12"].font.b and sheet["A12"].value == "合计"
    assert [cell.value for cell in book["指标"][1]] == ["编号", "名称", "数值", "写法", "依据", "所在位置"]
    assert [cell.value for cell in book["指标"][4]][:4] == [
        "sign_on_time_rate", "签收及时率", 0.987, "371/376 = 98.7%"
    ]  # fmt: skip


def test_sheet_prints_on_a4_in_its_whole_width(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 0)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddFooter.right.text == "第 &P 页 共 &N 页"


def test_nothing_that_people_wrote_becomes_a_formula_or_a_field() -> None:
    rows = tuple((trap, figure(f"k{order}", trap, trap)) for order, trap in enumerate(SPREADSHEET_TRAPS))
    made = paper_of(Table("=表", ("=列", "@列"), rows), Paragraph(("{ PAGE } & <w:p> ]]>",)))
    sheet = openpyxl.load_workbook(BytesIO(made.xlsx)).worksheets[1]
    for row, trap in zip(sheet.iter_rows(min_row=2), SPREADSHEET_TRAPS, strict=True):
        assert [(cell.value, cell.data_type) for cell in row] == [(trap, "s")] * 2
        assert row[0].quotePrefix == trap.startswith(("=", "+", "-", "@"))
    with ZipFile(BytesIO(made.xlsx)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())
    assert lines_of(made.docx, "BodyText") == ["{ PAGE } & <w:p> ]]>"]
    assert [text for _, _, text in controls(made.docx)] == list(SPREADSHEET_TRAPS)


def test_names_of_sheets_are_such_as_excel_takes() -> None:
    names = ["各单位", "各单位", "指标", "a/b:c*?[x]", "长" * 40, "长" * 40, "'引'", "", "History", "𠮷" * 20]
    made = sheet_names(names)
    assert made[:4] == ["各单位", "各单位_2", "指标_2", "a－b－c－－－x－"]
    assert all(0 < len(name.encode("utf-16-le")) <= 62 for name in made)
    assert len({name.casefold() for name in made}) == len(names)
    assert made[6:9] == ["引", "表", "History_2"]


def test_files_tell_of_the_report_and_of_no_machine(made: Papers, book: Workbook) -> None:
    said = docx.Document(BytesIO(made.docx)).core_properties
    assert (said.title, said.identifier, said.author, said.last_modified_by) == (
        "三间房乡接诉即办工作月报", "YB-202611-1", "三间房乡", "三间房乡"
    )  # fmt: skip
    made_at = datetime(2026, 12, 1, 0, 30)  # noqa: DTZ001 - as the library returns it
    assert said.created.replace(tzinfo=None) == said.modified.replace(tzinfo=None) == made_at
    assert (book.properties.title, book.properties.creator) == (said.title, said.author)
    assert book.properties.created == book.properties.modified == made_at
    for file in (made.docx, made.xlsx):
        with ZipFile(BytesIO(file)) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            inside = b"".join(parts.read(name) for name in parts.namelist())
        here = (str(ROOT).encode(), str(Path.home()).encode(), b"/home/")
        assert not any(word in inside for word in (b"python-docx", b"openpyxl", b"Macintosh", *here))


def test_charts_are_low_but_where_names_stand_aslant_and_tell_no_date(made: Papers) -> None:
    assert list(made.charts) == ["每日受理量", "诉求分类帕累托图", "各单位受理与办结", "诉求时段分布"]
    for picture, size in zip(made.charts.values(), (512, 720, 512, 512), strict=True):
        assert picture[16:24] == (1280).to_bytes(4) + size.to_bytes(4)
        assert b"Software" not in picture and b"tIME" not in picture
    with ZipFile(BytesIO(made.docx)) as parts:
        assert {parts.read(name) for name in parts.namelist() if name.endswith(".png")} == set(made.charts.values())


@pytest.mark.parametrize("kind", ["bar", "line", "pareto", "heat"])
def test_chart_without_any_number_is_drawn_all_the_same(kind: str) -> None:
    none = Series("空", (figure("a", "甲", None), figure("b", "乙", 0)))
    made = paper_of(Chart("空图", kind, ("甲\x00", "很长" * 30), (none,)))  # type: ignore[arg-type]
    assert made.charts["空图"].startswith(b"\x89PNG")


def test_summary_is_cut_after_a_whole_line() -> None:
    lines = tuple(Paragraph((f"第{'一' * 30}行：", figure(f"k{order}", "量", order), "件。")) for order in range(100))
    cut = summary(outline(sections=(), summary=lines))
    assert len(cut.encode()) <= LIMIT_BYTES < len(cut.encode()) + 120
    *whole, last = cut.splitlines()
    assert last == "其余见附件。"
    assert whole == [f"第{'一' * 30}行：{order}件。" for order in range(len(whole))]
    assert summary(outline(sections=())) == "【月报】本月受理376件，环比下降12.5%。\n签收及时率371/376 = 98.7%。"


def test_thousand_units_with_long_names_fit_into_a_table() -> None:
    units = [f"第{numeral(order % 99 + 1)}{'村民委员会便民服务中心' * 4}{order}号站" for order in range(1000)]
    rows = tuple((unit, rate(f"u.{unit}", unit, order, 1000)) for order, unit in enumerate(units))
    made = paper_of(Table("单位", ("单位", "及时率"), rows))
    assert len(controls(made.docx)) == 1000
    assert all(len(name) <= 64 for name, _, _ in controls(made.docx))
    sheet = openpyxl.load_workbook(BytesIO(made.xlsx))["单位"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == units


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(), min_size=5, max_size=25))
def test_any_text_comes_out_as_it_went_in(texts: list[str]) -> None:
    figures = [Figure(f"k{order}", text, text, text, text) for order, text in enumerate(texts)]
    table = Table("表", ("文字", "指标"), tuple(zip(texts, figures, strict=True)))
    made, cleaned = paper_of(*(Paragraph((text,)) for text in texts), table), [clean(text) for text in texts]
    assert lines_of(made.docx, "BodyText") == cleaned
    assert [text for _, _, text in controls(made.docx)] == cleaned
    index, sheet = openpyxl.load_workbook(BytesIO(made.xlsx)).worksheets
    for column in (2, 3, 4, 5):
        assert [row[column - 1].value or "" for row in index.iter_rows(min_row=2)] == cleaned
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        [each] * 2 for each in cleaned
    ]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("甲\x00\x0b乙\ud800\ufffe", "甲乙"),
        ("一行\r\n二行\t三", "一行 二行 三"),
        ("\u202e倒\u200f写\u200b", "倒写"),
        ("前_x000D__x000A_后", "前 后"),
        ("_x0041_", "＿x0041_"),
        ("𠮷野家 😀 ＡＢ", "𠮷野家 😀 ＡＢ"),
    ],
)  # fmt: skip
def test_text_keeps_all_that_can_be_seen_and_nothing_else(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_whoever_writes_no_report_does_not_load_what_draws() -> None:
    seen = "import sys, reports.papers; print([name for name in ('matplotlib', 'zhplot') if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


def test_share_of_a_total_is_written_as_computed(book: Workbook) -> None:
    assert book["诉求分类前十"]["C12"].value == Decimal(1)
