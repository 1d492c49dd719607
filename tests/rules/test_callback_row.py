"""Rows of the hotline's export of call-backs, by whatever headings; what is missing or unknown is never a yes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rules.callback_row import CALLBACKS, day_is_over, lacking, read_callback
from rules.callback_words import Satisfied, Solved
from rules.order_columns import Cell, find_header
from rules.order_row import CellMistake, RowReading
from rules.ticket_number import compile_patterns

ZONE = ZoneInfo("Asia/Shanghai")
PATTERNS = compile_patterns([r"20\d{12}"])
NO = "20261118004512"
GOOD: dict[str, Cell] = {
    "ticket_no": NO,
    "called_at": "2026-11-20 10:30",
    "is_valid": "是",
    "contacted": "是",
    "solved": "解决",
    "satisfied": "满意",
}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def row(**cells: Cell) -> RowReading:
    return read_callback(GOOD | cells, patterns=PATTERNS, today=date(2026, 11, 26), zone=ZONE)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("回访完成时间", "called_at"),
        ("*是否有效回访（必填）", "is_valid"),
        ("是否已联系", "contacted"),
        ("解决情况", "solved"),
        ("满意度", "satisfied"),
        ("回访结果", "satisfied"),
        ("承办单位", "unit"),
        ("一级分类", "category"),
        ("不满意原因", "note"),
        ("satisfied", "satisfied"),
    ],
)
def test_headings_are_known_by_the_names_platforms_use(heading: str, field: str) -> None:
    header = find_header([["某区回访导出"], ["序号", "工单编号", heading]], vocabulary=CALLBACKS)
    assert header is not None and (header.row, {each.field for each in header.columns}) == (1, {"ticket_no", field})


def test_plainer_of_two_columns_counts() -> None:
    header = find_header([["回访结果", "工单编号", "是否满意"]], vocabulary=CALLBACKS)
    assert header is not None and header.cells(["已回访", NO, "不满意"])["satisfied"] == "不满意"


def test_file_without_a_column_of_the_rates_is_told_which() -> None:
    header = find_header([["工单编号", "回访时间", "是否有效回访", "是否解决"]], vocabulary=CALLBACKS)
    assert header is not None and lacking(header) == ["是否联系", "是否满意"]


def test_row_is_read_with_what_it_says_beside() -> None:
    found = row(platform="市级平台", unit="云杉里社区", category="城乡建设->供热->不热", note="还是不热")
    assert found.mistakes == []
    assert found.values == {
        "ticket_no": NO,
        "platform": "市级平台",
        "called_at": local("2026-11-20 10:30"),
        "is_valid": True,
        "contacted": True,
        "solved": Solved.SOLVED,
        "satisfied": Satisfied.SATISFIED,
        "unit": "云杉里社区",
        "category": "城乡建设/供热/不热",
        "note": "还是不热",
    }


@pytest.mark.parametrize("name", ["is_valid", "contacted", "solved", "satisfied"])
@pytest.mark.parametrize("empty", ["", None, "/", "无"])
def test_empty_cell_says_nothing(name: str, empty: Cell) -> None:
    found = row(**{name: empty})
    assert found.mistakes == [] and name not in found.values


@pytest.mark.parametrize("name", ["is_valid", "contacted", "solved", "satisfied"])
def test_unknown_word_is_a_mistake_and_not_its_neighbour(name: str) -> None:
    assert row(**{name: "见备注"}).mistakes == [CellMistake(name, "unreadable")]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026/11/20 9:05", "2026-11-20 09:05"),
        ("2026年11月20日", "2026-11-20 00:00"),
        (datetime(2026, 11, 20, 0, 0), "2026-11-20 00:00"),  # noqa: DTZ001 - as a spreadsheet keeps it
        (46346.4375, "2026-11-20 10:30"),
    ],
)
def test_moments_and_bare_days(cell: Cell, moment: str) -> None:
    assert row(called_at=cell).values["called_at"] == local(moment)


@pytest.mark.parametrize(("cell", "why"), [("", "missing"), ("上周", "unreadable")])
def test_row_without_a_moment_cannot_be_told_from_another(cell: str, why: str) -> None:
    assert row(called_at=cell).mistakes == [CellMistake("called_at", why)]


def test_bare_day_is_over_at_its_end_and_a_moment_at_once() -> None:
    pairs: list[tuple[Any, Any]] = [("2026-11-20 00:00", "2026-11-21 00:00"), ("2026-11-20 00:01", "2026-11-20 00:01")]
    assert [day_is_over(local(given), ZONE) for given, _ in pairs] == [local(end) for _, end in pairs]
