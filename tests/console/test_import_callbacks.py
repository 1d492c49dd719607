"""The hotline's own call-backs come in from its export: once each, apart, and never as more than they say."""

from __future__ import annotations

import csv
import stat
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
from sqlalchemy import select

from actions.desk_clock import set_clock
from models.official_callback import OfficialCallback
from runtime import Runtime
from tests.console.conftest import Run

HEADINGS = "工单编号 回访时间 承办单位 诉求分类 是否有效回访 是否联系 是否解决 是否满意 回访情况".split()
NAME, PHONE = "马冬梅", "13811112222"


def row(number: int, *, at: str = "2026-01-05 09:05", **changes: str) -> list[str]:
    plain = dict.fromkeys(("是否有效回访", "是否联系"), "是") | {"是否解决": "解决", "是否满意": "满意"}
    unit = {"承办单位": "云杉里", "诉求分类": "供热"}
    said = {"工单编号": f"202601040045{number:02}", "回访时间": at, **unit, "回访情况": ""}
    return [(plain | said | changes)[heading] for heading in HEADINGS]


def write(path: Path, *rows: list[str], headings: list[str] = HEADINGS) -> Path:
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([["某区热线回访导出"], headings, *rows])
    return path


def outcomes(output: str) -> list[int]:
    """Counts of 新增, 更正, 无变化, 未导入."""
    return [int(line.split()[-1]) for line in output.splitlines() if line.strip() and line.split()[-1].isdigit()][:4]


def kept(desk: Runtime) -> list[OfficialCallback]:
    with desk.database.reading() as session:
        found = list(session.scalars(select(OfficialCallback).order_by(OfficialCallback.ticket_no)))
        session.expunge_all()
        return found


def test_file_is_taken_in_once_a_changed_row_is_shown_and_counts_anew(run: Run, desk: Runtime, tmp_path: Path) -> None:
    path = tmp_path / "回访.csv"
    first = run("import-callbacks", write(path, row(1), row(2, 是否满意="不满意", 是否解决="未解决")))
    assert first.exit_code == 0, first.output
    assert outcomes(first.output) == [2, 0, 0, 0] and "2 行的单号本系统没有" in first.output
    assert outcomes(run("import-callbacks", path).output) == [0, 0, 2, 0]
    write(path, row(1), row(2, 是否满意="基本满意", 是否解决="解决"), row(3, at="2026-01-05"))
    foretold = run("import-callbacks", path, "--dry-run")
    assert outcomes(foretold.output) == [1, 1, 1, 0] and "试运行，未改动" in foretold.output
    changed = "第 4 行 20260104004502 是否解决 未解决 → 解决；是否满意 不满意 → 基本满意"
    assert changed in foretold.output.replace("\n", "")
    assert [each.satisfied for each in kept(desk)] == ["满意", "不满意"]
    assert changed in run("import-callbacks", path).output.replace("\n", "")
    _, second, third = kept(desk)
    assert (second.satisfied, second.solved, second.row_number) == ("基本满意", "解决", 4)
    assert [(each["satisfied"], each["solved"]) for each in second.former] == [("不满意", "未解决")]
    assert (third.ticket_id, third.file_sha256 == second.file_sha256) == (None, True)


def test_workbook_with_the_townships_own_headings_is_mapped(run: Run, desk: Runtime, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["导出"])
    sheet.append(["工单编号", "回访时间", "回访成功", "是否联系", "是否解决", "是否满意"])
    sheet.append(["20260104004501", "2026-01-05 09:05", "是", "是", "部分解决", "基本满意"])
    book.save(tmp_path / "回访.xlsx")
    (tmp_path / "map.toml").write_text('"回访成功" = "is_valid"\n', encoding="utf-8")
    assert "是否有效回访" in run("import-callbacks", tmp_path / "回访.xlsx").output
    said = run("import-callbacks", tmp_path / "回访.xlsx", "--map", tmp_path / "map.toml")
    assert said.exit_code == 0, said.output
    [found] = kept(desk)
    assert (found.is_valid, found.solved, found.satisfied) == (True, "部分解决", "基本满意")


def test_missing_column_is_refused_and_an_empty_cell_is_no_yes(run: Run, desk: Runtime, tmp_path: Path) -> None:
    path = tmp_path / "回访.csv"
    without = [each for each in HEADINGS if each != "是否满意"]
    said = run("import-callbacks", write(path, row(1)[:7] + row(1)[8:], headings=without))
    assert said.exit_code == 1 and "没有“是否满意”，没有导入" in said.output and kept(desk) == []
    assert run("import-callbacks", write(path, row(1, 是否满意="", 是否联系="/"))).exit_code == 0
    [found] = kept(desk)
    assert (found.is_valid, found.contacted, found.satisfied, found.solved) == (True, None, None, "解决")


def test_what_is_to_come_is_told_by_the_time_of_the_desk(run: Run, desk: Runtime, tmp_path: Path) -> None:
    with desk.database.transaction() as session:
        set_clock(session, desk.clock(), datetime(2026, 1, 5, 2, tzinfo=UTC), 1.0)
    said = run("import-callbacks", write(tmp_path / "回访.csv", row(1), row(2, at="2026-01-05 11:00")))
    assert said.exit_code == 3 and outcomes(said.output) == [1, 0, 0, 1] and "“回访时间”晚于现在" in said.output
    assert "1 行没有导入，其余已导入" in said.output
    none = run("import-callbacks", write(tmp_path / "回访.csv", row(2, at="2026-01-05 11:00")))
    assert none.exit_code == 1 and "一行也没有导入" in none.output
    assert "（12-19 起，到 01-05 前）" in said.output


def test_unreadable_rows_are_kept_aside_and_nobody_is_named(run: Run, desk: Runtime, tmp_path: Path) -> None:
    path = tmp_path / "回访.csv"
    note = f"{NAME}说还是不热，电话{PHONE}"
    # Whoever typed the citizen into the column of the unit names nobody in a report.
    named = row(1, 回访情况=note, 承办单位=f"{NAME}{PHONE}家", 诉求分类=f"供热/{NAME}{PHONE}")
    rows = [named, row(2, 是否满意=f"{NAME}不想说"), row(3, at="2036-01-05 09:00"), row(4, at="")]
    said = run("import-callbacks", write(path, *rows))
    assert said.exit_code == 3 and outcomes(said.output) == [1, 0, 0, 3]
    for words in ("“是否满意”看不懂", "“回访时间”晚于现在", "“回访时间”为空"):
        assert words in said.output
    assert NAME not in said.output and PHONE not in said.output
    rejects = tmp_path / "回访.csv.rejects.csv"
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    with rejects.open(encoding="utf-8-sig", newline="") as stream:
        assert [line[0] for line in csv.reader(stream)] == ["行号", "4", "5", "6"]
    [found] = kept(desk)
    assert (found.unit, found.category) == ("其他单位", "供热/马**138****2222")
    assert PHONE not in (found.note or "") and "还是不热" in (found.note or "")
    with desk.database.reading() as session:
        [sealed] = session.connection().exec_driver_sql("SELECT note FROM official_callbacks").scalars()
    assert "不热".encode() not in bytes(sealed)
