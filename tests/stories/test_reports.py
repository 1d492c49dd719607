"""Reports: made by themselves and on demand, checked, sent as files, and refused in the open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

from actions.desk import Desk
from actions.desk_clock import desk_now, set_clock
from actions.report_orders import About
from models.queries import reports as queries
from models.report import IssuedFile, KeptMedia, Report
from reports.checking.wrong import Wrong
from reports.dataset import DataSet
from reports.issuing import ReportLane
from reports.outline import Outline
from reports.papers import Papers
from reports.press import HousePress
from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk

ANALYST = "linfx"


@dataclass
class ToldPress(HousePress):
    """A press of plain papers that finds wrong what it is told, and breaks as often as it is told."""

    wrongs: list[Wrong] = field(default_factory=list)
    breaks: int = 0

    def freeze(self, desk: Desk, about: About, number: str) -> DataSet:
        if self.breaks:
            self.breaks -= 1
            raise RuntimeError("planted")
        return super().freeze(desk, about, number)

    def papers(self, outline: Outline) -> Papers:
        return Papers(outline.number.encode(), outline.title.encode(), {}, "受理见附件。")

    def check(self, data: DataSet, papers: Papers) -> list[Wrong]:
        return self.wrongs


def issues(desk: StoryDesk) -> None:
    """Let the lane make what was ordered and carry what waits, and the sender send it."""
    desk.runtime.send()
    desk.runtime.issue()
    desk.runtime.send()
    desk.runtime.issue()
    desk.runtime.send()


def stored(desk: StoryDesk) -> list[Report]:
    with desk.runtime.database.reading() as session:
        found = list(reversed(queries.lately(session, 50)))
        session.expunge_all()
        return found


def files(desk: StoryDesk, number: str) -> dict[str, IssuedFile]:
    with desk.runtime.database.reading() as session:
        report = queries.by_number(session, number)
        assert report is not None
        found = {file.kind: file for file in queries.files_of(session, report.id) if file.kind != "png"}
        session.expunge_all()
        return found


def test_the_daily_report_arrives_once_at_half_past_eight_with_both_files(desk_at: OpenDesk) -> None:
    desk = desk_at("08:20", daily_to=("analyst", "supervisor"))
    analyst = desk.direct(ANALYST)
    desk.runtime.chores.order_reports()
    assert stored(desk) == []
    desk.advance_to("08:30")
    # A second scheduler, and a third look, order nothing more.
    assert desk.runtime.chores.order_reports() == 0
    issues(desk)
    text = analyst.expects("【日报】RB-20261118-1", "2026年11月17日", "附件随后发来：docx、xlsx")
    assert "补发" not in text.text
    document, workbook = analyst.expects("[file]", ".docx"), analyst.expects("[file]", ".xlsx")
    analyst.expects_nothing()
    (report,) = stored(desk)
    kept = files(desk, report.number)
    for message, kind in ((document, "docx"), (workbook, "xlsx")):
        assert hashlib.sha256(message.files[0].content).hexdigest() == kept[kind].sha256
        assert message.files[0].name == kept[kind].filename and report.number in kept[kind].filename
    data = b"".join(desk.runtime.folder.pieces(report.data_sha256 or ""))
    assert DataSet.from_bytes(data).number == report.number
    desk.direct("sunzr").expects("【日报】")
    # The platform was given each file once for everybody.
    with desk.runtime.database.reading() as session:
        assert session.query(KeptMedia).count() == 2
    desk.all_read()

    desk.runtime.reports.press = ToldPress()
    # Asking for it brings the same one again, not another number; 重出 makes another edition.
    assert "RB-20261118-1" in desk.says(ANALYST, "/日报")
    issues(desk)
    analyst.expects("【日报】RB-20261118-1")
    assert analyst.expects(".docx").files[0].content == document.files[0].content
    analyst.is_read()
    assert "正在生成日报 RB-20261118-2" in desk.says(ANALYST, "/日报 重出")
    issues(desk)
    analyst.expects("【日报】RB-20261118-2")
    assert [report.state for report in stored(desk)] == ["withdrawn", "issued"]
    desk.all_read()

    # After days away one report is made up for, and says that it is late.
    desk.machine_passes(days=2)
    with desk.runtime.database.transaction() as session:
        here = desk_now(session, desk.machine())
        set_clock(session, desk.machine(), here + timedelta(days=2, hours=3), 0.0)
    assert desk.runtime.chores.order_reports() == 1
    issues(desk)
    analyst.expects("【日报】", "2026年11月19日", "本应11月20日 08:30发出")


def test_a_report_that_is_wrong_goes_to_nobody(desk: StoryDesk) -> None:
    analyst, leader = desk.direct(ANALYST), desk.direct("guanli")
    press = ToldPress(wrongs=[Wrong("wrong_figure", f"指标!D{n}", "12", "13") for n in range(2, 14)])
    press.wrongs.append(Wrong("identity", "正文第3段", "", "13900001234"))
    desk.runtime.reports.press = press
    desk.says(ANALYST, "/日报 昨天")
    issues(desk)
    told = analyst.expects("【报告未发】日报 RB-20261118-1", "没有发给任何人", "1. 指标!D2", "应为“12”", "……共13处")
    assert told.text.count("指标!") == 10
    (report,) = stored(desk)
    assert report.state == "refused" and report.reference and "13900001234" not in str(report.wrongs)
    assert leader.expects("没有通过核对", report.reference).text.count("指标!") == 0
    analyst.expects_nothing()
    # Mended, the same command makes it anew under the next number.
    press.wrongs = []
    desk.says(ANALYST, "/日报 昨天")
    issues(desk)
    analyst.expects("【日报】RB-20261118-2")
    assert [report.state for report in stored(desk)] == ["refused", "issued"]
    desk.all_read()


def test_a_crash_in_the_middle_leaves_no_half_report(desk: StoryDesk) -> None:
    press = ToldPress(breaks=1)
    desk.runtime.reports.press = press
    desk.says(ANALYST, "/日报 前天")
    issues(desk)
    assert [report.state for report in stored(desk)] == ["draft"]
    desk.machine_passes(seconds=25)
    issues(desk)
    assert [report.state for report in stored(desk)] == ["issued"]
    desk.all_read()
    # Whoever makes one and dies holds it for five minutes; then another goes on, as whoever comes back too late finds.
    desk.says(ANALYST, "/日报 11月10日")
    slow = ReportLane(**vars(desk.runtime.reports))
    claimed = slow._claim()
    assert claimed is not None and desk.runtime.reports.run() == 0
    desk.machine_passes(minutes=6)
    assert desk.runtime.reports.run() == 1
    slow._make(*claimed)
    with desk.runtime.database.reading() as session:
        issued = stored(desk)[-1]
        assert len([f for f in queries.files_of(session, issued.id) if f.kind == "docx"]) == 1
    # What never works is set aside, and people are told.
    press.breaks = 99
    desk.all_read()
    desk.says(ANALYST, "/日报")
    for _ in range(4):
        issues(desk)
        desk.machine_passes(seconds=30)
    assert stored(desk)[-1].state == "draft"
    desk.group("wrDESK").expects("【报告故障】")
    desk.all_read()
