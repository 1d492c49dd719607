"""Reports of hardly anything and of lists longer than paper takes read right and pass the check."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from reports.checking.checks import check
from reports.checking.docx_reading import read_docx
from reports.checking.sheets import tables_of
from reports.dataset import DataSet
from reports.outlines.every import outline
from reports.papers import Papers, papers
from rules.report_periods import ReportKind, months_before, period_of
from rules.report_subject import Subject
from tests.actions.town import ZONE
from tests.reports.hand import NOVEMBER, at, data_set, order

LONG_NAME = "柳湾乡农业农村与乡村振兴暨生态环境保护综合服务协调中心办公室"


def report(kind: ReportKind, n_orders: int = 0, **told: object) -> DataSet:
    """Return the data of a report with so many orders of the 25th, one like the other."""
    subject = Subject(category="市政") if kind is ReportKind.SPECIAL else None
    period = NOVEMBER if kind is ReportKind.MONTHLY else period_of(kind, at("30 12:00"), ZONE)
    data = data_set(kind, period, at("30 23:00"), subject)
    data.state("total.received_count", n_orders)
    data.state("next_report_at", None)
    months = months_before(data.period, ZONE, 13)
    rows = [{"month": f"{month.start.astimezone(ZONE):%Y-%m}", "start_at": month.start} for month in months]
    data.add("months", ({**row, "end_at": row["start_at"], "received": 0, "closed": 0} for row in rows))
    plain = {"place": "南柳1号楼", "community": "南柳社区"} | told
    data.add("tickets", (order(n, f"29 1{n % 10}:{n:02d}", **plain) for n in range(1, n_orders + 1)))
    return data


def on_paper(data: DataSet) -> tuple[Papers, str]:
    """Return the papers of a report that nothing is wrong with, and the words of its Word file."""
    made = papers(outline(data))
    assert [wrong.text for wrong in check(data, made)] == []
    return made, "\n".join(line.text for line in read_docx(made.docx).lines)


@pytest.mark.parametrize("n_orders", [0, 1])
@pytest.mark.parametrize("kind", [ReportKind.DAILY, ReportKind.WEEKLY, ReportKind.MONTHLY, ReportKind.SPECIAL])
def test_report_of_nothing_or_of_one_order_is_issued(kind: ReportKind, n_orders: int) -> None:
    made, words = on_paper(report(kind, n_orders))
    assert made.summary
    assert "本报表不作描述" not in words
    assert "None" not in words
    assert "—内" not in words
    assert "0件，请" not in words


def test_special_report_of_few_orders_leaves_out_days_and_hours() -> None:
    _made, words = on_paper(report(ReportKind.SPECIAL, 8))
    assert "本期受理8件，不足30件，不列逐日和时段分布。" in words
    assert "来件时段分布" not in words


def test_places_of_the_last_period_alone_are_the_rest_of_this_one() -> None:
    data = report(ReportKind.SPECIAL, 1)
    before = data.spans["previous"].start
    data.add("tickets", [order(50, "01 10:00", came_at=before, place="北柳巷3号", community="北柳巷社区")])
    made, words = on_paper(data)
    sheet = load_workbook(BytesIO(made.xlsx))["点位分布"]
    assert [[cell.value for cell in row][:2] for row in sheet.iter_rows()][2] == ["其余", 0]
    assert "其余" in words


def test_workbook_goes_on_where_a_list_on_paper_ends() -> None:
    data = report(ReportKind.WEEKLY, 12, unit=LONG_NAME)
    plain = {"earlier_no": "20261101000001", "found_at": data.made_at, "found_by": "caller", "is_same_matter": 1}
    data.add("relations", ({"id": n, "ticket_id": n, **plain} for n in range(1, 13)))
    made, words = on_paper(data)
    assert "共12件，列前10件；全部见Excel附表“重复件”。" in words
    listed = dict(tables_of(read_docx(made.docx).lines))
    book = load_workbook(BytesIO(made.xlsx))
    assert (len(listed["重复件"]), book["重复件"].max_row) == (11, 13)
    book["重复件"]["C13"] = "别的单位"
    file = BytesIO()
    book.save(file)
    found = check(data, Papers(made.docx, file.getvalue(), made.charts, made.summary))
    assert {wrong.code for wrong in found} == {"differs_from_cell"}
