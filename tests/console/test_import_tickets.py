"""An export of the platform is taken in row by row, and what cannot be is kept with its reason."""

from __future__ import annotations

import csv
import re
import stat
import zipfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from models.delivery import Delivery
from models.queries import tickets
from models.queries.clocks import clocks_of
from runtime import Runtime
from tests.console.conftest import Run

HEADINGS = ["工单编号", "派单时间", "来电人", "联系电话", "诉求类型", "主要内容", "发生地址", "办理时限"]
NAME, PHONE = "马冬梅", "13811112222"
ROW = [
    "20261118004512",
    "2026-01-05 09:05",
    NAME,
    PHONE,
    "求助",
    f"{NAME}反映暖气不热",
    "云杉里6号楼2单元301室",
    "24小时",
]


def row(number: str, **changes: str) -> list[str]:
    changed = dict(zip(HEADINGS, ROW, strict=True)) | {"工单编号": number} | changes
    return [changed[heading] for heading in HEADINGS]


def write_csv(path: Path, rows: list[list[str]], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([["某乡工单导出"], ["导出时间", "2026-11-20"], HEADINGS, *rows])
    return path


def shrink(whole: Path, shrunk: Path) -> None:
    """Write a workbook anew with sheets that claim to be one cell, as some platforms do."""
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(shrunk, "w") as target:
        for name in source.namelist():
            target.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', source.read(name)))


def outcomes(output: str) -> list[int]:
    return [int(line.split()[-1]) for line in output.splitlines() if line.strip() and line.split()[-1].isdigit()][:5]


def stored(desk: Runtime, number: str) -> dict[str, Any] | None:
    with desk.database.reading() as session:
        ticket = tickets.latest_round(session, number)
        names = ("kind", "content", "first_dispatched_at")
        return {name: getattr(ticket, name) for name in names} if ticket else None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-8"])
def test_csv_of_any_usual_encoding_becomes_tickets(run: Run, desk: Runtime, tmp_path: Path, encoding: str) -> None:
    said = run("import-tickets", write_csv(tmp_path / "export.csv", [row("20261118004512")], encoding))
    assert said.exit_code == 0
    assert outcomes(said.output) == [1, 0, 0, 0, 0]
    ticket = stored(desk, "20261118004512")
    assert ticket is not None and ticket["kind"] == "求助"


def test_workbook_with_dates_serials_and_a_wrong_size_becomes_tickets(run: Run, desk: Runtime, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    book.create_sheet("空表", 0)
    sheet.append(["某乡工单导出"])
    sheet.append(HEADINGS)
    sheet.append([20261118004512, datetime(2026, 1, 5, 9, 5), *ROW[2:]])  # noqa: DTZ001 - as a spreadsheet keeps it
    sheet.append(["20261118004513", 46027.378472222, *ROW[2:]])
    book.save(tmp_path / "whole.xlsx")
    shrink(tmp_path / "whole.xlsx", tmp_path / "export.xlsx")
    said = run("import-tickets", tmp_path / "export.xlsx")
    assert outcomes(said.output) == [2, 0, 0, 0, 0]
    found = [stored(desk, number) for number in ("20261118004512", "20261118004513")]
    dispatched = [ticket["first_dispatched_at"] for ticket in found if ticket]
    assert [f"{moment:%Y-%m-%d %H:%M}" for moment in dispatched] == ["2026-01-05 01:05"] * 2


def test_second_import_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "export.csv", [row("20261118004512"), row("20261118004513")])
    run("import-tickets", path)
    assert outcomes(run("import-tickets", path).output) == [0, 0, 2, 0, 0]


def test_dry_run_counts_and_leaves_nothing_behind(run: Run, desk: Runtime, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "export.csv", [row("20261118004512"), row("12")])
    said = run("import-tickets", path, "--dry-run")
    assert said.exit_code == 3 and outcomes(said.output) == [1, 0, 0, 0, 1]
    named = next(line for line in said.output.splitlines() if line.startswith("第 5 行"))
    assert "不会导入" in named and "单号格式" in named
    assert stored(desk, "20261118004512") is None
    assert [file.name for file in tmp_path.glob("*.rejects.csv")] == []


def test_rejected_rows_are_kept_with_reasons_for_their_owner_only(run: Run, desk: Runtime, tmp_path: Path) -> None:
    rows = [row("12"), row("20261118004512"), row("20261118004513", 办理时限="尽快", 派单时间="2026-01-05")]
    said = run("import-tickets", write_csv(tmp_path / "export.csv", rows))
    assert said.exit_code == 3 and outcomes(said.output) == [1, 0, 0, 0, 2]
    assert "2 行没有导入" in said.output
    kept = tmp_path / "export.csv.rejects.csv"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with kept.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    assert lines[0] == ["行号", "未导入原因", *HEADINGS]
    assert [line[0] for line in lines[1:]] == ["4", "6"]
    assert "单号格式" in lines[1][1]
    assert "“派单时间”只有日期" in lines[2][1] and "“办理时限”看不懂" in lines[2][1]
    assert lines[1][2:] == rows[0]


def test_lead_unit_named_among_its_own_assists_is_the_lead_alone(run: Run, directory: Path, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    headings = [*HEADINGS, "承办单位", "协办单位", "工单状态"]
    under_way = [*row("20261118004512"), "云杉里社区", "云杉里", "办理中"]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([headings, under_way])
    assert outcomes(run("import-tickets", path).output) == [1, 0, 0, 0, 0]


def test_old_rejects_go_when_everything_is_taken(run: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "export.csv", [row("12"), row("20261118004512")])
    run("import-tickets", path)
    assert (tmp_path / "export.csv.rejects.csv").exists()
    write_csv(path, [row("20261118004512")])
    run("import-tickets", path)
    assert not (tmp_path / "export.csv.rejects.csv").exists()


@pytest.mark.parametrize("cell", ["=1+1", "-2+3+cmd|' /C calc'!A0", "+1+cmd", "＝1+1", "＋1", "@SUM(1)"])
def test_rejected_cell_is_never_a_formula(run: Run, tmp_path: Path, cell: str) -> None:
    run("import-tickets", write_csv(tmp_path / "export.csv", [row("12", 主要内容=cell, 联系电话="+86 139-1234-5678")]))
    kept = [*csv.reader((tmp_path / "export.csv.rejects.csv").open(encoding="utf-8-sig", newline=""))]
    assert f"'{cell}" in kept[1] and "+86 139-1234-5678" in kept[1]


def test_unit_outside_the_directory_rejects_its_row_and_no_other(run: Run, directory: Path, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    headings = [*HEADINGS, "承办单位", "工单状态"]
    rows = [[*row("20261118004512"), "云杉里", "办理中"], [*row("20261118004513"), "无此单位", "办理中"]]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([headings, *rows])
    said = run("import-tickets", path)
    assert outcomes(said.output) == [1, 0, 0, 0, 1]
    assert "不在通讯录里" in said.output and "无此单位" not in said.output
    kept = (tmp_path / "export.csv.rejects.csv").read_text("utf-8-sig")
    assert "没有单位“无此单位”" in kept and "aliases" in kept and "import-directory" in kept
    assert said.exit_code == 3


def test_own_headings_are_named_by_a_map(run: Run, desk: Runtime, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text('"市局单号" = "ticket_no"\n"群众说" = "content"\n', encoding="utf-8")
    path = tmp_path / "export.csv"
    path.write_text("市局单号,群众说\n20261118004512,路灯不亮\n", encoding="utf-8")
    assert run("import-tickets", path).exit_code == 1
    assert run("import-tickets", path, "--map", tmp_path / "map.toml").exit_code == 0
    ticket = stored(desk, "20261118004512")
    assert ticket is not None and ticket["content"] == "路灯不亮"


def test_heading_of_the_map_that_the_file_lacks_is_told_and_the_sums_below_are_no_rejects(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "map.toml").write_text('"群众说" = "content"\n"承办科" = "lead_unit"\n', encoding="utf-8")
    path = tmp_path / "export.csv"
    path.write_text("工单编号,群众说\n20261118004512,路灯不亮\n合计,1\n", encoding="utf-8")
    said = run("import-tickets", path, "--map", tmp_path / "map.toml")
    assert said.exit_code == 0 and outcomes(said.output) == [1, 0, 0, 0, 0]
    assert "文件里没有 --map 写的表头“承办科”" in said.output and "群众说”" not in said.output


def test_map_to_an_unknown_field_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text('"市局单号" = "number"\n', encoding="utf-8")
    said = run("import-tickets", write_csv(tmp_path / "export.csv", []), "--map", tmp_path / "map.toml")
    assert said.exit_code == 1
    assert len(said.output.splitlines()) == 1 and "市局单号" in said.output


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("export.xls", b"old"),
        ("export.xlsx", b"no workbook"),
        ("export.csv", "标题,内容\n路灯,不亮\n".encode()),
        ("broken.csv", b"\xff\xff\xff\xff"),
    ],
)
def test_file_that_is_no_table_of_orders_is_one_line(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    said = run("import-tickets", tmp_path / name)
    assert said.exit_code == 1
    assert len(said.output.splitlines()) == 1 and name in said.output


def test_missing_file_is_one_line(run: Run, tmp_path: Path) -> None:
    said = run("import-tickets", tmp_path / "none.csv")
    assert said.exit_code == 1 and len(said.output.splitlines()) == 1


def test_nothing_said_about_an_import_holds_an_identity(run: Run, tmp_path: Path) -> None:
    rows = [row("20261118004512"), row("12"), row(PHONE), row("20261118004513", 派单时间=NAME, 办理时限=PHONE)]
    said = run("import-tickets", write_csv(tmp_path / "export.csv", rows)).output
    assert NAME not in said and PHONE not in said and "301" not in said


def test_many_rows_are_taken_over_several_transactions(run: Run, desk: Runtime, tmp_path: Path) -> None:
    rows = [row(f"2026111800{number:04}") for number in range(650)]
    assert outcomes(run("import-tickets", write_csv(tmp_path / "export.csv", rows)).output) == [650, 0, 0, 0, 0]
    assert stored(desk, "20261118000649") is not None


def write_under_way(path: Path, numbers: list[str], state: str, limit: str = "24小时") -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        lines = [[*row(number, 办理时限=limit), "云杉里", state] for number in numbers]
        csv.writer(stream).writerows([[*HEADINGS, "承办单位", "工单状态"], *lines])
    return path


def said_by_kind(desk: Runtime) -> Counter[tuple[str, str]]:
    with desk.database.reading() as session:
        rows = session.scalars(select(Delivery))
        return Counter((delivery.kind, delivery.facts.get("code", "")) for delivery in rows)


def test_many_orders_under_way_are_told_to_their_unit_as_one_digest(
    run: Run, desk: Runtime, directory: Path, tmp_path: Path
) -> None:
    numbers = [f"202611180045{number:02}" for number in range(30)]
    run("import-tickets", write_under_way(tmp_path / "export.csv", numbers, "已转办", limit=""))
    assert said_by_kind(desk) == {
        ("order", ""): 5,
        ("notice", "many_order"): 1,
        ("notice", "limit_assumed"): 5,
        ("notice", "many_limit_assumed"): 1,
    }


def test_few_orders_under_way_are_told_one_by_one(run: Run, desk: Runtime, directory: Path, tmp_path: Path) -> None:
    numbers = ["20261118004512", "20261118004513"]
    run("import-tickets", write_under_way(tmp_path / "export.csv", numbers, "已转办"))
    assert said_by_kind(desk) == {("order", ""): 2}


def test_number_twice_in_one_file_is_one_ticket(run: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "export.csv", [row("20261118004512", 主要内容=""), row("20261118004512")])
    assert outcomes(run("import-tickets", path).output) == [1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    "step", ["actions.preparing.masked_facts", "actions.intake.official_of"], ids=["in reading", "in taking in"]
)
def test_row_that_breaks_is_among_the_rejects_and_the_others_are_tickets(
    run: Run, desk: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    does = resolve_name(step)

    def break_on_one(*given: Any) -> Any:
        if given[-1].ticket_no.endswith("07"):
            raise ValueError(given[-1].caller_name)
        return does(*given)

    monkeypatch.setattr(step, break_on_one)
    rows = [row(f"202611180045{number:02}") for number in range(20)]
    said = run("import-tickets", write_csv(tmp_path / "export.csv", rows))
    assert outcomes(said.output) == [19, 0, 0, 0, 1]
    assert stored(desk, "20261118004506") and not stored(desk, "20261118004507")
    assert NAME not in said.output


MESSAGES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "citizen_messages.xlsx"


@pytest.mark.skipif(not MESSAGES.exists(), reason="the citizens' messages are not on this machine")
def test_real_messages_are_read_through_a_map_and_a_dry_run_leaves_nothing(
    run: Run, desk: Runtime, config_path: Path, tmp_path: Path
) -> None:
    config = config_path.read_text("utf-8")
    own = "ticket_number_patterns = ['\\d{4,6}']\n[server]"
    config_path.write_text(config.replace("[server]", own, 1), "utf-8")
    names = {"留言编号": "ticket_no", "留言主题": "title", "留言时间": "reported_at", "留言详情": "content"}
    (tmp_path / "map.toml").write_text("".join(f'"{name}" = "{field}"\n' for name, field in names.items()), "utf-8")
    said = run("import-tickets", MESSAGES, "--map", tmp_path / "map.toml", "--dry-run")
    assert outcomes(said.output) == [4326, 0, 0, 0, 0]
    assert said.output.count(" 新建：待签收，到期 ") == 4326
    # Fourteen say only the day they came; what counts from now is not overdue.
    assert "其中 4312 行新建时就已超期" in said.output
    with desk.database.reading() as session:
        assert session.scalar(select(Delivery.id).limit(1)) is None
    assert list(tmp_path.glob("*.rejects.csv")) == []


def test_unit_hears_of_a_second_call_although_both_rows_come_in_together(
    run: Run, desk: Runtime, directory: Path, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    headings = [*HEADINGS, "承办单位", "工单状态"]
    again = {"派单时间": "2026-01-06 09:05", "主要内容": "暖气还是不热"}
    rows = [[*row("20261118004512"), "云杉里社区", "办理中"], [*row("20261118004513", **again), "", ""]]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([headings, *rows])
    assert outcomes(run("import-tickets", path).output) == [2, 0, 0, 0, 0]
    with desk.database.reading() as session:
        told = session.scalars(select(Delivery.audience).where(Delivery.step == "called_again")).all()
    assert told == ["unit"]


@pytest.mark.parametrize("is_known_when_assigned", [True, False])
def test_dispatch_that_a_second_file_supplies_moves_the_unit_s_own_deadline_with_its_clock(
    run: Run, desk: Runtime, directory: Path, tmp_path: Path, *, is_known_when_assigned: bool
) -> None:
    path, number = tmp_path / "export.csv", "20261118004512"
    headings = [*HEADINGS, "承办单位", "工单状态", "转办时间"]
    dispatched, assigned = (
        f"{desk.clock().astimezone(desk.rules.zone) - timedelta(days=days):%Y-%m-%d %H:%M}" for days in (2, 1)
    )
    for at in ("", dispatched):
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            under_way = [*row(number, 派单时间=at, 办理时限="7天"), "云杉里社区", "办理中"]
            under_way.append(assigned if is_known_when_assigned else "")
            csv.writer(stream).writerows([headings, under_way])
        run("import-tickets", path)
    with desk.database.reading() as session:
        ticket = tickets.latest_round(session, number)
        assert ticket is not None
        handle = [clock for clock in clocks_of(session, ticket.id, running_only=True) if clock.stage == "handle"]
        assert [clock.due_at for clock in handle] == [ticket.internal_deadline_at]
