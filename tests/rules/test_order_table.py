"""Rows of a platform's export become orders by their headings, or say why not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rules.order_columns import Cell, find_header
from rules.order_row import CellMistake, RowReading, read_row
from rules.stages import State
from rules.ticket_number import compile_patterns

ZONE = ZoneInfo("Asia/Shanghai")
PATTERNS = compile_patterns([r"20\d{12}", r"\d{18}", r"SJF-\d{8}-\d{4}"])
NO = "20261118004512"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def row(**cells: Cell) -> RowReading:
    named: dict[str, Cell] = {"ticket_no": NO, **cells}
    return read_row(named, patterns=PATTERNS, today=date(2026, 11, 20), zone=ZONE)


@pytest.mark.parametrize("blank_lines", [0, 1, 29])
def test_header_is_found_anywhere_in_the_first_thirty_rows(blank_lines: int) -> None:
    rows: list[list[Cell]] = [["某街道工单导出", None]] * blank_lines + [["工单编号", "来电人"]]
    header = find_header(rows)
    assert header is not None
    assert header.row == blank_lines


def test_header_below_the_first_thirty_rows_is_not_looked_for() -> None:
    assert find_header([["说明", None]] * 30 + [["工单编号", "来电人"]]) is None


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("市级编号", "ticket_no"),
        (" 工单 编号 ", "ticket_no"),
        ("*派单时间（必填）", "first_dispatched_at"),
        ("来电人电话/账号", "caller_phone"),
        ("主责单位", "lead_unit"),
        ("工单状态", "state"),
        ("回复时间", "replied_at"),
        ("caller_name", "caller_name"),
    ],
)
def test_headings_are_known_by_the_names_platforms_use(heading: str, field: str) -> None:
    header = find_header([["单号" if field != "ticket_no" else "标题", heading, "地址"]])
    assert header is not None
    assert field in {column.field for column in header.columns}


# domain.md 7.1: what the platforms call the fields that an order takes in.
SEEN = {
    "ticket_no": "工单编号 工单号 工单编码 编号 诉求编号 受理编号 流水号 办件编号 市级编号",
    "reported_at": "来电时间 来话时间 受理时间 创建时间 登记时间 反映时间",
    "caller_name": "来电人 反映人 诉求人 来话人 联系人",
    "caller_phone": "联系电话 联系方式 电话 来电号码 联系号码 来电人电话/账号",
    "confidential": "是否保密 保密",
    "kind": "工单类型 诉求类型 诉求类别 业务类别",
    "category_path": "问题分类",
    "category_1": "一级分类 事项大类",
    "category_2": "二级分类 事项小类",
    "category_3": "三级分类",
    "title": "标题 诉求主题",
    "content": "主要内容 诉求内容 内容",
    "address": "地址 发生地址 详细地址 小区点位 点位 问题点位",
    "township": "被反映街乡镇",
    "community": "村/社区 所在村社区",
    "urgency": "紧急程度 任务类型",
    "limit_text": "办理时限 处理时限",
    "deadline_at": "承诺完成时间 截止时间 承办单位截止日期",
    "first_dispatched_at": "派单时间 派发时间",
    "lead_unit": "主责单位 主办单位 承办单位 责任单位",
    "assist_units": "协办单位",
    "signed_at": "签收时间",
    "verified_at": "初核",
    "assigned_at": "转办",
    "contacted_at": "联系时间",
    "replied_at": "回复时间",
    "resolved_at": "办结时间",
    "state": "工单状态",
}


@pytest.mark.parametrize(("field", "heading"), [(field, one) for field, names in SEEN.items() for one in names.split()])
def test_every_name_seen_for_a_field_is_known(field: str, heading: str) -> None:
    header = find_header([["单号", "标题", heading]])
    assert header is not None
    assert (2, field) in {(column.index, column.field) for column in header.columns}


def test_header_may_be_two_rows_and_its_lower_row_no_data() -> None:
    header = find_header(
        [["工单", None, "来电人", None], ["编号", "标题", "姓名", "电话"], [NO, "路灯", "马冬梅", "1"]]
    )
    assert header is not None and header.row == 1
    assert header.cells([NO, "路灯", "马冬梅", "1"]).keys() == {"ticket_no", "title", "caller_name", "caller_phone"}
    single = find_header([["工单编号", "标题"], ["无", "路灯"]])
    assert single is not None and single.row == 0


def test_plainer_of_two_columns_for_a_field_counts_and_the_other_fills_its_gaps() -> None:
    header = find_header([["单号", "时间", "来电时间"]])
    assert header is not None
    assert header.cells([NO, "09:00", "10:00"])["reported_at"] == "10:00"
    assert header.cells([NO, "09:00", ""])["reported_at"] == "09:00"


def test_own_heading_wins_over_a_known_one() -> None:
    header = find_header([["编号", "市局单号", "标题"]], {"市局单号": "ticket_no"})
    assert header is not None
    assert header.cells(["1", NO, "路灯"])["ticket_no"] == NO


def test_row_shorter_than_the_header_has_empty_cells() -> None:
    header = find_header([["标题", "工单编号", "来电人"]])
    assert header is not None
    assert header.cells(["路灯", NO]) == {"ticket_no": NO, "title": "路灯"}


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-18 09:05:00",
        "2026/11/18 9:05",
        "2026.11.18 09:05",
        "2026年11月18日 上午9:05",
        "2026年11月18日9时5分",
        "2026-11-18 09:05:00.0",
        "2026/11/18 9:05:00 AM",
        "20261118090500",
        20261118090500,
        "2026-11-18T09:05:00+08:00",
        "2026-11-18T01:05:00Z",
        "46344.378472222",
        46344.378472222,
        datetime(2026, 11, 18, 9, 5),  # noqa: DTZ001 - as a spreadsheet gives it
    ],
)
def test_moment_is_read_however_the_export_writes_it(cell: Cell) -> None:
    read = row(first_dispatched_at=cell).values["first_dispatched_at"]
    assert abs((read - local("2026-11-18 09:05")).total_seconds()) < 1


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-11-18 下午 3:05", "2026-11-18 15:05"),
        ("2026/11/18 3:05:00 PM", "2026-11-18 15:05"),
        ("2026-11-18 12:05 PM", "2026-11-18 12:05"),
        ("2026-11-18 12:05 AM", "2026-11-18 00:05"),
        ("2026-11-18 上午 12:05", "2026-11-18 00:05"),
        ("2026-11-18 下午 12:05", "2026-11-18 12:05"),
    ],
)
def test_half_of_the_day_counts(cell: str, moment: str) -> None:
    assert row(first_dispatched_at=cell).values["first_dispatched_at"] == local(moment)


@pytest.mark.parametrize(
    "cell", ["2026-11-18", "2026年11月18日", "2026-11-18 00:00:00", 46344, date(2026, 11, 18)], ids=str
)
def test_deadline_given_as_a_day_is_the_end_of_that_day(cell: Cell) -> None:
    assert row(deadline_at=cell).values["deadline_at"] == local("2026-11-18 23:59:59")


@pytest.mark.parametrize("cell", ["2026-11-18", 46344, date(2026, 11, 18)], ids=str)
def test_dispatch_without_a_time_of_day_is_refused(cell: Cell) -> None:
    assert row(first_dispatched_at=cell).mistakes == [CellMistake("first_dispatched_at", "date_only")]


def test_other_moment_without_a_time_of_day_is_unknown() -> None:
    reading = row(reported_at="2026-11-18")
    assert "reported_at" not in reading.values
    assert reading.mistakes == []


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (None, "missing"),
        ("无", "missing"),
        (2.61118101108115e17, "rounded"),
        ("2.61118E+17", "rounded"),
        ("1234", "no_number"),
        ("110101199003071006", "id_card"),
    ],
)
def test_cell_that_is_no_number_of_a_ticket_is_refused_with_its_reason(number: Cell, why: str) -> None:
    [mistake] = row(ticket_no=number).mistakes
    assert mistake.why == why


@pytest.mark.parametrize("number", [NO, f"'{NO}", f"{NO} ", int(NO), float(NO), "２０２６１１１８００４５１２"])
def test_number_is_read_however_the_cell_holds_it(number: Cell) -> None:
    assert row(ticket_no=number).values["ticket_no"] == NO


@pytest.mark.parametrize("nothing", ["不详", "无", "/", "", "—", None])
def test_words_for_nothing_are_nothing(nothing: Cell) -> None:
    values = row(address=nothing, caller_name=nothing, reported_at=nothing, lead_unit=nothing).values
    assert values.keys() == {"ticket_no", "confidential"}


@pytest.mark.parametrize(
    "cells",
    [{"caller_name": "保密"}, {"caller_phone": "保密"}, {"confidential": "是"}, {"content": "要求对其身份保密"}],
)
def test_secrecy_asked_for_anywhere_makes_the_order_confidential(cells: dict[str, Any]) -> None:
    values = row(**cells).values
    assert values["confidential"] is True
    assert "caller_name" not in values and "caller_phone" not in values


def test_phone_kept_as_a_number_is_read() -> None:
    assert row(caller_phone=13800000299.0).values["caller_phone"] == "13800000299"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"limit_text": "24小时"}, {"limit_text": "24小时"}),
        ({"limit_text": "5个工作日内"}, {"limit_text": "5个工作日"}),
        ({"limit_text": "2026年11月20日 18:00"}, {"deadline_at": local("2026-11-20 18:00")}),
        ({"grade": "7天件"}, {"grade": "g7d"}),
        ({"category_1": "城乡建设", "category_2": "物业"}, {"category_path": ("城乡建设", "物业")}),
        ({"category_path": "城乡建设->物业"}, {"category_path": ("城乡建设", "物业")}),
        ({"assist_units": "平安办、城管办"}, {"assist_units": ("平安办", "城管办")}),
        ({"content": "家中有煤气味"}, {"special_flags": ("突发",)}),
        ({"address": "柳湾乡云杉里社区3号楼"}, {"community": "云杉里社区"}),
    ],
)
def test_cells_become_typed_values(cells: dict[str, Any], expected: dict[str, Any]) -> None:
    values = row(**cells).values
    assert {name: values.get(name) for name in expected} == expected


@pytest.mark.parametrize("name", ["reported_at", "first_dispatched_at", "deadline_at", "limit_text", "grade", "state"])
def test_what_cannot_be_read_is_refused_and_not_guessed(name: str) -> None:
    assert row(**{name: "马上办"}).mistakes == [CellMistake(name, "unreadable")]


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"state": "办理中"}, State.HANDLING),
        ({"state": "回复完成"}, State.REPLIED),
        ({"state": "pending_assign"}, State.PENDING_ASSIGN),
        ({"signed_at": "2026-11-18 09:05"}, State.PENDING_VERIFY),
        ({"signed_at": "2026-11-18 09:05", "replied_at": "2026-11-19 09:05"}, State.REPLIED),
        ({"state": "办理中", "replied_at": "2026-11-19 09:05"}, State.HANDLING),
        ({}, None),
    ],
)
def test_state_is_the_written_one_else_the_one_its_moments_prove(cells: dict[str, Any], state: State | None) -> None:
    assert row(**cells).values.get("state") == state


def test_ambiguous_done_is_refused_because_a_wrong_done_stops_every_clock() -> None:
    assert row(state="已办结").mistakes == [CellMistake("state", "unreadable")]


def test_reading_does_not_show_what_the_row_holds() -> None:
    assert "马冬梅" not in repr(row(caller_name="马冬梅", content="马冬梅反映"))
