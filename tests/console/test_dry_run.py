"""A dry run tells of each row what it would become, and writes nothing."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import func, select

from models.tables import Base
from runtime import Runtime
from tests.console.conftest import Run

HEADINGS = [
    "工单编号",
    "派单时间",
    "来电人",
    "联系电话",
    "诉求类型",
    "主要内容",
    "发生地址",
    "截止时间",
    "承办单位",
    "状态",
]
FIRST = {
    "工单编号": "20261118004512",
    "派单时间": "2026-11-05 09:05",
    "来电人": "马冬梅",
    "联系电话": "13811112222",
    "主要内容": "暖气不热",
    "截止时间": "2026-11-06 09:05",
}


def write(path: Path, *orders: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.DictWriter(stream, HEADINGS, restval="")
        table.writeheader()
        table.writerows(orders)
    return path


def lines(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("第 ")]


def counts(output: str) -> list[str]:
    return [line.split()[-1] for line in output.splitlines() if line.strip() and line.split()[-1].isdigit()]


def n_rows(desk: Runtime) -> dict[str, int]:
    with desk.database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_new_row_tells_where_its_ticket_begins(run: Run, directory: Path, tmp_path: Path) -> None:
    path = write(
        tmp_path / "export.csv", FIRST, {**FIRST, "工单编号": "20261118004513", "承办单位": "云杉里", "状态": "办理中"}
    )
    first, second = lines(run("import-tickets", path, "--dry-run").output)
    assert first.startswith("第 2 行 20261118004512 新建：待签收，到期 ") and "11月6日 09:05" in first
    assert "新建：办理中，云杉里社区，到期 " in second


def test_rows_that_begin_overdue_are_warned_of(run: Run, tmp_path: Path) -> None:
    over = {**FIRST, "工单编号": "20261118004513", "状态": "已归档"}
    said = run("import-tickets", write(tmp_path / "export.csv", FIRST, over), "--dry-run").output
    assert "其中 1 行新建时就已超期" in said


def test_known_row_tells_what_would_be_filled_in_and_what_stays(run: Run, tmp_path: Path) -> None:
    run("import-tickets", write(tmp_path / "export.csv", FIRST))
    again = {
        **FIRST,
        "诉求类型": "求助",
        "发生地址": "云杉里3号楼",
        "主要内容": "水管漏水",
        "来电人": "李秀英",
        "截止时间": "2026-11-07 09:05",
    }
    [line] = lines(run("import-tickets", write(tmp_path / "again.csv", again), "--dry-run").output)
    assert line.startswith("第 2 行 20261118004512 补全：")
    assert "诉求类型 空 → 求助" in line and "发生地址 补全" in line
    assert "主要内容 不同，不改" in line and "来电人 不同，不改" in line
    assert "11月6日 09:05 → " in line and "11月7日 09:05，不改" in line
    assert "李秀英" not in line and "水管" not in line and "13811112222" not in line


def test_dry_run_tells_what_the_import_then_does(run: Run, tmp_path: Path) -> None:
    run("import-tickets", write(tmp_path / "export.csv", FIRST))
    again = write(tmp_path / "again.csv", {**FIRST, "诉求类型": "求助"}, {**FIRST, "工单编号": "20261118004513"})
    foretold, done = (counts(run("import-tickets", again, *how).output) for how in (["--dry-run"], []))
    assert foretold == done == ["1", "1", "0", "0", "0"]


def test_number_twice_in_one_file_is_foretold_once_as_new(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "export.csv", FIRST, {**FIRST, "诉求类型": "求助"})
    first, second = lines(run("import-tickets", path, "--dry-run").output)
    assert "新建" in first
    assert "补全：文件里前面已有这个单号；诉求类型 空 → 求助" in second


def test_number_that_stands_more_than_once_is_foretold_as_the_import_then_takes_it(
    run: Run, directory: Path, tmp_path: Path
) -> None:
    done, other = "20261118004513", "20261118004514"
    rows = [
        FIRST,
        {**FIRST, "诉求类型": "求助", "联系电话": "13911113333"},
        {**FIRST, "诉求类型": "举报", "承办单位": "没有的社区", "状态": "办理中"},
        {**FIRST, "工单编号": done, "承办单位": "云杉里社区", "状态": "已回复"},
        {**FIRST, "工单编号": done, "派单时间": "2026-11-10 09:05", "截止时间": "2026-11-11 09:05"},
        {**FIRST, "工单编号": other, "诉求类型": "求助", "发生地址": "云杉里6号楼"},
        {**FIRST, "工单编号": other, "诉求类型": "求助", "主要内容": "有人扬言炸楼"},
    ]
    path = write(tmp_path / "export.csv", *rows)
    foretold, taken = (counts(run("import-tickets", path, *how).output) for how in (["--dry-run"], []))
    assert foretold[:5] == taken[:5] == ["3", "2", "1", "1", "0"]


def test_row_that_says_the_same_again_is_not_listed(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "export.csv", FIRST)
    run("import-tickets", path)
    assert lines(run("import-tickets", path, "--dry-run").output) == []


def test_dry_run_writes_to_no_table(run: Run, desk: Runtime, directory: Path, tmp_path: Path) -> None:
    run("import-tickets", write(tmp_path / "export.csv", FIRST))
    before = n_rows(desk)
    more = {**FIRST, "工单编号": "20261118004513", "承办单位": "云杉里", "状态": "已转办"}
    run("import-tickets", write(tmp_path / "more.csv", more, {**FIRST, "诉求类型": "求助"}), "--dry-run")
    assert n_rows(desk) == before


def test_difference_does_not_name_a_caller_whom_the_file_does_not_know(
    run: Run, directory: Path, tmp_path: Path
) -> None:
    assert run("import-tickets", write(tmp_path / "first.csv", FIRST)).exit_code == 0
    row = {"工单编号": FIRST["工单编号"], "派单时间": FIRST["派单时间"], "诉求类型": "马冬梅家13811112222"}
    told = run("import-tickets", "--dry-run", write(tmp_path / "export.csv", row)).output
    assert "诉求类型" in told and "马**" in told and "马冬梅" not in told and "13811112222" not in told
