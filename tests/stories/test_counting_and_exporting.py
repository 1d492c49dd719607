"""Counts of any period by /统计, the registration as a workbook, and who looked at identities as a table."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from actions.desk import Desk
from actions.desk_clock import desk_now
from actions.suggesting import HitRate
from console.commands import cli
from reports.checking.checks import check
from reports.freezing import freeze
from reports.living import Living
from reports.outlines.counts import RATES
from reports.outlines.every import outline
from reports.outlines.figures import Figures
from reports.papers import papers
from rules.report_periods import ReportKind
from rules.statistics_words import read_statistics
from tests.reports.planting import Made, shown_as
from tests.stories.desk import ZONE, StoryDesk
from tests.stories.town import CALLER_NAME, CALLER_PHONE, IDENTITY, NUMBER, SECOND, THIRD, order
from texts import statistics


def runs(desk: StoryDesk, *words: str, code: int = 0) -> Result:
    found = CliRunner().invoke(cli, list(words), env={"CUIBAN_CONFIG": str(desk.config_path), "COLUMNS": "200"})
    assert found.exit_code == code, found.output
    return found


def sheet_of(path: Path) -> Worksheet:
    sheet = load_workbook(path)["工单"]
    assert isinstance(sheet, Worksheet)
    return sheet


def rows(path: Path) -> list[dict[str, str]]:
    heads, *lines = sheet_of(path).iter_rows(values_only=True)
    return [{str(head): str(value or "") for head, value in zip(heads, line, strict=True)} for line in lines]


def reports_of_running_periods_say_the_same(desk: StoryDesk) -> None:
    """The reports that may be asked for before their period is over, made in the same minute as it is counted."""
    kinds = {
        "今天": ReportKind.DAILY,
        "本周": ReportKind.WEEKLY,
        "当月": ReportKind.MONTHLY,
        "本月": ReportKind.SPECIAL,
    }
    for words, kind in kinds.items():
        told = desk.says("sunzr", f"/统计 {words}", "wrSUPERVISORS")
        with desk.runtime.database.snapshot() as session:
            here = Desk(session, desk_now(session, desk.machine()), desk.machine(), desk.runtime.rules)
            period = read_statistics(words, here.now, ZONE).period
            data = freeze(here, kind, period, "RB-20261118-1")
        assert period.end > here.now
        for stage, shown in {"sign": "签收及时率 2/2", "verify": "初核及时率 2/2", "assign": "转办及时率 2/2"}.items():
            metric = f"{stage}_on_time_rate"
            assert shown in told and f"{RATES[metric].name} {Figures(data).share_shown(metric)}\n" in told, words
        if kind is ReportKind.DAILY:
            report = Made(data, outline(data), papers(outline(data)))
            assert check(data, report.papers) == []
            # As if the limits that are not due yet were left out.
            lying = shown_as(lambda figure: figure.key == "verify_on_time_rate", lambda _: "—")(report)
            assert "wrong_figure" in {wrong.code for wrong in check(data, lying)}


def test_counts_of_a_period_by_place_class_and_unit_are_those_of_the_reports(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND, 所属社区="北柳巷社区", 问题点位="北柳巷12号院4号楼", to="北柳巷")
    # Signed at once, they need not wait for their limits to count.
    at_once = desk.says("sunzr", "/统计 今天", "wrSUPERVISORS")
    assert "签收及时率 2/2 = 100.0%" in at_once and "首联及时率 —（这段时间内没有到期的）" in at_once
    reports_of_running_periods_say_the_same(desk)
    desk.says("liwg", f"/受理 {NUMBER}", "wrQINGHE")
    desk.pastes("zuoxi02", order(THIRD))
    desk.advance_to("10:25")
    desk.says("zuoxi02", f"/签收 {THIRD}")
    desk.says("liwg", f"/首联 {NUMBER}", "wrQINGHE")
    desk.all_read()

    told = desk.says("sunzr", "/统计 今天", "wrSUPERVISORS")
    assert told.startswith("【统计】2026年11月18日\n")
    assert "新增3件，办结0件\n截至11-18 10:25：在办3件，1人经办1件，人均1.0件；超时0件（" in told
    # The third was signed five minutes late, and its check was never due.
    assert "签收及时率 2/3 = 66.7%（样本少）" in told and "初核及时率 2/2 = 100.0%（样本少）" in told
    assert "按时办结率 —（没有办结的，也没有超时的）" in told and "坐席回访：满意—" in told
    assert "不是考核周期）：响应率—，解决率—，满意率—，综合—" in told
    assert "转办建议命中率 —" in told
    assert len(told.splitlines()) <= 14

    at_home = desk.says("zuoxi02", "/统计 青禾家园二期 本周", "wrDESK")
    assert "｜青禾家园二期" in at_home and "新增2件" in at_home and "签收及时率 1/2" in at_home
    assert "新增1件" in desk.says("sunzr", "/统计 11-18到11-18 北柳巷")
    area = desk.says("sunzr", "/统计 青禾 今天")
    assert "｜青禾家园社区（属地）\n新增2件" in area and "请写：/统计 青禾家园社区 承办" in area
    assert "｜青禾家园社区（承办）\n新增1件" in desk.says("sunzr", "/统计 青禾家园社区 承办 今天")
    # Each is known, and there is nothing of both.
    for apart in ("青禾 北柳巷", "北柳巷 青禾家园二期"):
        assert "没有一件同时符合" in desk.says("sunzr", f"/统计 {apart}")
        assert "没有一件同时符合" in desk.says("sunzr", f"/专报 {apart}")
    assert "没认出您写的词" in desk.says("sunzr", "/统计 小区")
    orders_are_found_by_words_that_all_fit(desk)
    # Of what was before the first order nothing is known.
    for words in ("昨天", "三季度 青禾"):
        before = desk.says("sunzr", f"/统计 {words}")
        assert "数据不足：工单从2026年11月18日起才有" in before and "新增" not in before
    assert "2026年11月18日起才有，这之前没有数据\n新增3件" in desk.says("sunzr", "/统计 今年")
    # Others write while it is counted.
    told_of = statistics.statistics

    def while_others_write(living: Living, hits: HitRate | None, *, is_official: bool = False) -> str:
        with desk.runtime.database.transaction():
            desk.machine.now += timedelta(seconds=30)
        # However long it takes, no sweep begins it again.
        assert desk.runtime.dispatcher.sweep() == 0
        return told_of(living, hits, is_official=is_official)

    monkeypatch.setattr(statistics, "statistics", while_others_write)
    assert "【统计】2026年第四季度｜青禾家园二期\n工单从2026年11月18日起才有，这之前没有数据\n新增2件" in desk.says(
        "sunzr", "/统计 四季度 青禾家园二期"
    )
    monkeypatch.setattr(statistics, "statistics", lambda *_, **__: 1 / 0)
    capsys.readouterr()
    desk.says("sunzr", "/统计 上周")
    logged = capsys.readouterr().out
    assert "ZeroDivisionError" in logged and "CountFirst" not in logged
    monkeypatch.undo()
    # Not repeated: it could be a citizen's name.
    nobody = desk.says("zuoxi02", f"/统计 {CALLER_NAME}", "wrDESK")
    assert "没认出您写的词" in nobody and "时间" in nobody and CALLER_NAME not in nobody
    assert "还没到" in desk.says("sunzr", "/统计 2027-01")
    for who, chat in (("zuoxi02", "wrQINGHE"), ("liwg", "wrQINGHE"), ("liwg", "app")):
        assert "新增" not in desk.says(who, "/统计 今天", chat)


def orders_are_found_by_words_that_all_fit(desk: StoryDesk) -> None:
    """By place, kind, unit, state, day and matter; and a unit's people among their own alone."""
    for words, who, numbers in (
        ("投诉", "sunzr", {NUMBER, SECOND, THIRD}),
        ("投诉 北柳巷", "zuoxi02", {SECOND}),
        ("11月18日 室温 投诉", "zuoxi02", {NUMBER, SECOND, THIRD}),
        ("2026年11月 北柳社区", "sunzr", set[str]()),
        ("2026年11月 北柳巷12号院", "sunzr", {SECOND}),
        ("待初核", "zuoxi02", {THIRD}),
        ("室温 青禾社区", "sunzr", {NUMBER}),
        ("昨天 投诉", "sunzr", set[str]()),
        ("咨询", "sunzr", set[str]()),
        ("投诉", "liwg", {NUMBER}),
        ("北柳巷", "liwg", set[str]()),
    ):
        told = desk.says(who, f"/查 {words}")
        assert {number for number in (NUMBER, SECOND, THIRD) if number in told} == numbers, (words, told)
        assert (f"共{len(numbers)}件：" if numbers else "没有找到") in told
    assert NUMBER in desk.says("zuoxi02", "/查 4512 本周") and SECOND not in desk.says("zuoxi02", "/查 4512")
    assert "您是要 /查 北柳巷 投诉 吗" in desk.says("zuoxi02", "/找 北柳巷 投诉")
    # Who looks for a matter has looked for nobody.
    assert "共0条" in runs(desk, "reveal-log").output


def test_registration_is_exported_masked_by_saved_filter_and_with_identities_for_a_logged_reason(
    desk: StoryDesk, tmp_path: Path
) -> None:
    desk.walks_to_assigned(NUMBER, 标题="=HYPERLINK(路灯)")
    desk.walks_to_assigned(SECOND, 所属社区="北柳巷社区", 问题点位="北柳巷12号院4号楼", to="北柳巷")
    desk.pastes("zuoxi02", order(THIRD, 是否保密="是"))
    masked = tmp_path / "a.xlsx"
    said = runs(desk, "export", "--unit", "青禾", "--period", "本月", "--save", "青禾月表", "-o", str(masked)).output
    assert "1件，个人信息已打码" in said
    [row] = rows(masked)
    assert (row["工单编号"], row["姓名"], row["电话"]) == (NUMBER, "欧阳**", "139****5678")
    assert (row["承办单位"], row["来件时间"]) == ("青禾家园社区", "2026-11-18 10:00:00")
    assert not [word for word in IDENTITY for value in row.values() if word in value]
    assert all(cell.data_type in "snd" for line in sheet_of(masked).iter_rows() for cell in line)
    came = sheet_of(masked)["D2"]
    assert (came.is_date, came.number_format) == (True, "yyyy-mm-dd hh:mm:ss")
    assert sheet_of(masked).freeze_panes == "A2"
    assert "已经有了" in runs(desk, "export", "--filter", "青禾月表", "-o", str(masked), code=1).output
    runs(desk, "export", "--filter", "青禾月表", "-o", str(tmp_path / "b.xlsx"))
    assert rows(tmp_path / "b.xlsx") == [row]
    assert "青禾月表" in runs(desk, "export", "--filter", "别的", code=1).output
    assert "共0条" in runs(desk, "reveal-log").output

    plain = tmp_path / "c.xlsx"
    runs(desk, "export", "--since", "2026-11-18", "--until", "2026-11-18", "--reason", "纪委调阅", "-o", str(plain))
    shown = {row["工单编号"]: row for row in rows(plain)}
    assert (shown[SECOND]["姓名"], shown[SECOND]["电话"]) == (CALLER_NAME, CALLER_PHONE)
    # Who asked for secrecy is in no export.
    assert (shown[THIRD]["姓名"], shown[THIRD]["电话"]) == ("保密", "保密")
    assert plain.stat().st_mode & 0o777 == 0o600
    about = " ".join(str(line[0]) for line in load_workbook(plain)["说明"].iter_rows(values_only=True))
    assert "console:" in about and "事由：纪委调阅" in about
    log = runs(desk, "reveal-log", "--since", "2026-11-18").output
    assert "共2条" in log and "导出原文" in log and "纪委调阅" in log and THIRD not in log
    desk.says("zuoxi02", f"/电话 {NUMBER} 核对门牌")
    one = runs(desk, "reveal-log", "--ticket", NUMBER).output
    assert "共2条" in one and "吴桐（zuoxi02）" in one and "看联系方式" in one and SECOND not in one
    assert not [word for word in IDENTITY[:2] if word in log + one]
