"""Tables are read however they were exported."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import MAC_EPOCH

from console.workbook import NoWorkbook, Workbook
from models.queries import tickets
from runtime import Runtime
from tests.console.conftest import Run

HEADINGS = ["工单编号", "派单时间", "诉求类型", "主要内容"]
NUMBER = "20261118004512"
ROW = [NUMBER, "2026-01-05 09:05", "求助", "第一行\n第二行，含逗号"]
DISPATCHED = datetime(2026, 1, 5, 1, 5, tzinfo=UTC)


def dispatched(desk: Runtime, number: str = NUMBER) -> datetime | None:
    with desk.database.reading() as session:
        ticket = tickets.latest_round(session, number)
        return ticket.first_dispatched_at if ticket else None


def as_text(separator: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([["某乡工单导出"], HEADINGS, ROW])
    return text.getvalue()


def read_all(path: Path) -> list[list[tuple[object, ...]]]:
    with Workbook(path) as book:
        return [[*sheet] for sheet in book.sheets()]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_text_file_is_read_whatever_separates_its_cells(
    run: Run, desk: Runtime, tmp_path: Path, separator: str, encoding: str
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(as_text(separator).encode(encoding))
    assert run("import-tickets", path).exit_code == 0
    assert dispatched(desk) == DISPATCHED


def test_header_of_two_rows_below_a_title_is_found(run: Run, desk: Runtime, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (
        ["某乡十一月工单"],
        [None],
        ["序号", "工单编号", "来电人", None, "办理", None],
        [None, None, "姓名", "电话", "派单时间", "承办单位"],
        [1, NUMBER, "马冬梅", 13811112222.0, "2026-01-05 09:05", None],
    ):
        sheet.append(line)
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("C3:D3")
    book.save(tmp_path / "export.xlsx")
    assert run("import-tickets", tmp_path / "export.xlsx").exit_code == 0
    assert dispatched(desk) == DISPATCHED


def test_header_repeated_on_every_page_is_no_row(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADINGS, ROW, HEADINGS, ["20261118004513", *ROW[1:]], ["", "", "", ""]])
    assert run("import-tickets", path).exit_code == 0


@pytest.mark.parametrize("is_formatted", [True, False])
def test_days_counted_from_1904_are_the_same_days(run: Run, desk: Runtime, tmp_path: Path, is_formatted: bool) -> None:
    book = openpyxl.Workbook()
    book.epoch = MAC_EPOCH
    sheet = book.worksheets[0]
    sheet.append(HEADINGS)
    moment = datetime(2026, 1, 5, 9, 5)  # noqa: DTZ001 - as a spreadsheet keeps it
    sheet.append([NUMBER, moment if is_formatted else (moment - MAC_EPOCH) / timedelta(days=1), *ROW[2:]])
    book.save(tmp_path / "export.xlsx")
    run("import-tickets", tmp_path / "export.xlsx")
    assert dispatched(desk) == DISPATCHED


def test_column_mapped_to_nothing_is_not_read(run: Run, desk: Runtime, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text('"转办" = ""\n', encoding="utf-8")
    path = tmp_path / "export.csv"
    path.write_text(f"工单编号,派单时间,转办\n{NUMBER},2026-01-05 09:05,已转\n", encoding="utf-8")
    assert run("import-tickets", path).exit_code == 1
    assert run("import-tickets", path, "--map", tmp_path / "map.toml").exit_code == 0


def test_rounded_number_is_rejected_with_what_to_do(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("工单编号,标题\n2.61118101108115E+17,路灯\n", encoding="utf-8")
    run("import-tickets", path)
    assert "末尾几位已丢失" in (tmp_path / "export.csv.rejects.csv").read_text("utf-8-sig")


def test_workbook_is_read_as_openpyxl_reads_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["C1"], sheet["D1"] = "文字 & <标签>", 20261118004512, 3.5
    sheet["A4"] = datetime(2026, 11, 18, 9, 5, 30)  # noqa: DTZ001
    sheet["B4"], sheet["C4"], sheet["D4"] = date(2026, 11, 18), time(9, 5), timedelta(hours=30)
    sheet["A5"], sheet["B5"], sheet["AA5"] = True, "两行\n文字", "远"
    book.create_sheet("第二张").append([1])
    book.save(tmp_path / "book.xlsx")
    theirs = [
        [*sheet.iter_rows(values_only=True)] for sheet in openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets
    ]
    width = [max(len(row) for row in rows) for rows in theirs]
    ours = [
        [row + (None,) * (n - len(row)) for row in rows]
        for n, rows in zip(width, read_all(tmp_path / "book.xlsx"), strict=True)
    ]
    assert ours == theirs


def related(**parts: str) -> str:
    kinds = {"main": "x/officeDocument", "one": "x/worksheet", "texts": "x/sharedStrings"}
    told = [f'<Relationship Id="{name}" Type="{kinds[name]}" Target="{parts[name]}"/>' for name in parts]
    return f"<Relationships>{''.join(told)}</Relationships>"


CONTENT = {
    "_rels/.rels": related(main="/book/wb.xml"),
    "book/wb.xml": '<x:workbook xmlns:x="m" xmlns:r="n"><x:sheet name="s" r:id="one"/></x:workbook>',
    "book/_rels/wb.xml.rels": related(one="sheets/One.xml", texts="texts.xml"),
    "book/texts.xml": "<sst><si><r><t>工单</t></r><r><t>编号</t></r><rPh><t>gong</t></rPh></si>"
    "<si><t>a_x000A_b</t></si></sst>",
}


def write_book(path: Path, sheet: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**CONTENT, "book/sheets/one.xml": sheet}.items():
            archive.writestr(name, text)
    return path


def test_workbook_of_another_program_is_read(tmp_path: Path) -> None:
    """Prefixed elements, other folders, letters of another case, cells without a place, formulas and errors."""
    sheet = (
        '<x:worksheet xmlns:x="m"><x:sheetData>'
        '<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="B3"><x:f>SUM(A1)</x:f><x:v>7</x:v></x:c><x:c r="C3" t="e"><x:v>#N/A</x:v></x:c>'
        '<x:c r="D3" t="d"><x:v>2026-11-18T09:05:00</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    [rows] = read_all(write_book(tmp_path / "book.xlsx", sheet))
    assert rows == [("工单编号", "a\nb"), (), (None, 7, None, datetime(2026, 11, 18, 9, 5))]  # noqa: DTZ001


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet><sheetData><row>",
        '<worksheet><row><c t="s"><v>99</v></c></row></worksheet>',
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><row><c t="str"><v>&a;</v></c></row></worksheet>',
        '<worksheet><row r="2000000000"><c><v>1</v></c></row></worksheet>',
        '<worksheet><row><c r="ZZZZZZZ1"><v>1</v></c></row></worksheet>',
        '<worksheet><row><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></worksheet>',
        f"<worksheet><row>{'<c/>' * 60_000}</row></worksheet>",
        f'<worksheet><row><c t="str"><v>{"字" * 3_000_000}</v></c></row></worksheet>',
    ],
)
def test_broken_workbook_is_none(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(NoWorkbook):
        read_all(write_book(tmp_path / "book.xlsx", sheet))


def test_workbook_that_names_a_sheet_it_has_not_is_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as archive:
        for name, text in CONTENT.items():
            archive.writestr(name, text)
    with pytest.raises(NoWorkbook):
        read_all(tmp_path / "book.xlsx")


@pytest.mark.parametrize("part", ["book/wb.xml", "book/texts.xml"])
def test_workbook_made_to_fill_the_memory_is_none(tmp_path: Path, part: str) -> None:
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**CONTENT, "book/sheets/one.xml": "<worksheet/>"}.items():
            with archive.open(name, "w") as stream:
                stream.write(text.encode())
                for _ in range(300 if name == part else 0):
                    stream.write(b" " * (1 << 20))
    with pytest.raises(NoWorkbook):
        read_all(tmp_path / "book.xlsx")


def test_damaged_workbook_is_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**CONTENT, "book/sheets/one.xml": "<worksheet><row/></worksheet>" * 50}.items():
            archive.writestr(name, text)
        at = archive.getinfo("book/sheets/one.xml").header_offset + 30 + len("book/sheets/one.xml")
    whole = (tmp_path / "book.xlsx").read_bytes()
    (tmp_path / "book.xlsx").write_bytes(whole[:at] + b"\xff\xff\xff" + whole[at + 3 :])
    with pytest.raises(NoWorkbook):
        read_all(tmp_path / "book.xlsx")


def test_signs_that_excel_writes_in_halves_come_together(tmp_path: Path) -> None:
    sheet = '<worksheet><row><c t="str"><v>灯_xD83D__xDE00_坏_xD800_了</v></c></row></worksheet>'
    assert read_all(write_book(tmp_path / "book.xlsx", sheet)) == [[("灯😀坏�了",)]]
