"""Reports: made by themselves and on demand, checked, sent as files, and refused in the open."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from actions.desk import Desk
from actions.desk_clock import desk_now, set_clock
from actions.report_orders import About
from models.access_log import AccessEntry
from models.queries import reports as queries
from models.report import IssuedFile, KeptMedia, Report
from reports.checking.wrong import Wrong
from reports.dataset import DataSet
from reports.issuing import Frozen, ReportLane
from reports.outline import Outline
from reports.papers import Papers
from reports.press import HousePress
from reports.statement import StatementFacts
from rules.report_periods import Period
from tests.stories import town
from tests.stories.conftest import OpenDesk
from tests.stories.desk import ZONE, StoryDesk
from texts.ledger_statement import facts_of

ANALYST = "linfx"


@dataclass
class ToldPress(HousePress):
    """A press of plain papers that finds wrong what it is told, and breaks as often as it is told."""

    statement_facts: Callable[[Desk, Period, str], StatementFacts] = facts_of
    wrongs: list[Wrong] = field(default_factory=list)
    breaks: int = 0

    def freeze(self, desk: Desk, about: About, number: str) -> Frozen:
        if self.breaks:
            self.breaks -= 1
            raise RuntimeError("planted")
        return super().freeze(desk, about, number)

    def papers(self, outline: Outline) -> Papers:
        return Papers(outline.number.encode(), outline.title.encode(), {}, "受理见附件。")

    def check(self, data: Frozen, papers: Papers) -> list[Wrong]:
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
    desk = desk_at("08:20", reports_to={"daily": ["analyst", "supervisor"]})
    analyst = desk.direct(ANALYST)
    desk.runtime.chores.order_reports()
    assert stored(desk) == []
    desk.advance_to("08:30")
    # A second scheduler, and a third look, order nothing more.
    assert desk.runtime.chores.order_reports() == 0
    issues(desk)
    text = analyst.expects("【日报】RB-20261118-1", "2026年11月17日", "附件随后发来：docx、xlsx")
    assert "受理0件" in text.text and "\n截至11-18 08:30：在办0件" in text.text
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
    # Whoever waits for it hears which one it is, now and when asking again.
    for reader in (desk.group("wrDESK"), desk.direct(ANALYST)):
        assert any("【报告故障】日报 RB-20261118-3（2026年11月17日）没能生成" in each.text for each in reader.unread())
    assert "没能生成（编号" in desk.says(ANALYST, "/日报")
    desk.all_read()


def test_the_weekly_and_the_monthly_report_come_on_their_days_to_their_readers(desk_at: OpenDesk) -> None:
    readers = {"weekly": ["analyst", "supervisor"], "monthly": ["analyst", "supervisor", "leader"]}
    desk = desk_at("10:00", reports_to=readers)
    desk.runtime.chores.order_reports()
    leaps_to(desk, "2026-11-23 08:59")
    assert desk.runtime.chores.order_reports() == 0
    desk.advance_to("09:00")
    issues(desk)
    for userid in (ANALYST, "sunzr", "qianzr"):
        reader = desk.direct(userid)
        reader.expects("【周报】ZB-20261123-1", "2026年11月16日至22日", "附件随后发来：docx、xlsx")
        assert "ZB-20261123-1" in reader.expects("[file]", ".docx").text and reader.expects("[file]", ".xlsx")
    assert not [each for each in desk.direct("zhaoxz").unread() if "周报" in each.text]
    # The month that is over, on the first; its official figures are of the period from the nineteenth on.
    desk.runtime.reports.press = ToldPress()
    leaps_to(desk, "2026-12-01 08:59")
    assert desk.runtime.chores.order_reports() == 1
    issues(desk)
    desk.all_read()
    desk.advance_to("09:00")
    assert [report.kind for report in stored(desk)] == ["weekly", "weekly", "monthly"]
    issues(desk)
    for userid in (ANALYST, "zhaoxz", "lifxz"):
        desk.direct(userid).expects("【月报】YB-20261201-1", "2026年11月", "受理")
        desk.direct(userid).expects("[file]", ".docx")
    monthly = stored(desk)[-1]
    data = DataSet.from_bytes(b"".join(desk.runtime.folder.pieces(monthly.data_sha256 or "")))
    assert [
        f"{span.astimezone(ZONE):%m-%d}" for span in (data.spans["official"].start, data.spans["official"].end)
    ] == [
        "11-19",
        "12-01",
    ]
    desk.all_read()


def leaps_to(desk: StoryDesk, moment: str) -> None:
    """Go to a moment at once, as after days on which nothing ran."""
    with desk.runtime.database.transaction() as session:
        at = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        set_clock(session, desk.machine(), at.astimezone(UTC), 0.0)


def test_each_report_is_asked_for_by_whom_it_is_for(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.all_read()
    analyst, leader = desk.direct(ANALYST), desk.direct("zhaoxz")
    for command, number, period in (
        ("/月报 10月", "YB-20261118-1", "2026年10月"),
        ("/专报 青禾 近7天", "ZX-20261118-1", "2026年11月11日至17日"),
    ):
        assert number in (said := desk.says(ANALYST, command)) and period in said
        issues(desk)
        analyst.expects(number, period)
        assert [analyst.expects("[file]", number, ending).text for ending in (".docx", ".xlsx")]
    # An emergency is told in words alone, to the leader on duty and whoever asked.
    # A tail is asked about before a leader reads of the wrong order; the whole number confirms.
    asked = desk.says(ANALYST, "/突发 4512")
    assert town.NUMBER in asked and "请发：/突发" in asked and len(stored(desk)) == 2
    assert "青禾家园" in desk.says(ANALYST, f"/突发 {town.NUMBER}")
    issues(desk)
    for reader in (analyst, leader):
        told = reader.expects(
            "【突发报告】TF-20261118-1", town.NUMBER, "派单，地点", "告知：", "处置：", "下次续报时间11-18 12:"
        )
        assert town.CALLER_NAME not in told.text and town.ROOM not in told.text
        # That a limit is near was no word of what happened.
        assert "坐席群" not in told.text.partition("告知：")[2].partition("处置：")[0]
        reader.expects_nothing()
    desk.says("lifxz", f"/突发 {town.NUMBER}", "wrSUPERVISORS")
    issues(desk)
    desk.direct("lifxz").expects("【突发报告】TF-20261118-2")
    # The desk is reminded of the next one, of the last report alone, and of none once the order is answered.
    desk.all_read()
    desk.advance_to("12:30")
    again = [m for m in desk.group("wrDESK").unread() if "该续报了" in m.text]
    assert len(again) == 1 and town.NUMBER in again[0].text
    desk.all_read()
    # A sensitive order is told of by officials alone, whoever is accused unnamed, with a line in the access log.
    desk.pastes("zuoxi02", town.order(town.SECOND, 是否保密="是", 主要内容="举报社区干部陆家明受贿"))
    assert "只有班长和领导" in desk.says(ANALYST, f"/突发 {town.SECOND}")
    desk.says("sunzr", f"/突发 {town.SECOND}")
    issues(desk)
    assert "陆家明" not in desk.direct("sunzr").expects("【突发报告】", "干部陆**受贿").text
    with desk.runtime.database.reading() as session:
        assert list(session.scalars(select(AccessEntry.action))) == ["incident"]
    assert "已发，再发您一份；有变要另出，请在命令后加“重出”" in desk.says(ANALYST, "/专报 青禾 近7天")
    assert "正在生成专项报告 ZX-20261118-2（2026年11月11日至17日）" in desk.says(ANALYST, "/专报 青禾 近7天 重出")
    desk.runtime.reports.press = ToldPress()
    issues(desk)
    desk.all_read()
    # What is not over stands otherwise an hour later, so it is made anew each time.
    for number in ("ZB-20261118-1", "ZB-20261118-2"):
        assert number in (said := desk.says(ANALYST, "/周报 本周")) and "还没有结束" in said
        issues(desk)
        analyst.expects("【周报】", number, "2026年11月16日至22日")
        analyst.is_read()
    # In the supervisors' group the files go there; nobody else may ask.
    desk.says("sunzr", "/日报", "wrSUPERVISORS")
    issues(desk)
    desk.group("wrSUPERVISORS").expects("【日报】RB-20261118-1")
    desk.group("wrSUPERVISORS").expects("[file]", ".docx")
    for userid, command in (
        ("chenzr", "/周报"),
        ("zuoxi02", "/月报"),
        ("zhaoxz", "/专报 青禾"),
        ("zuoxi02", "/突发 4512"),
    ):
        assert not stored_after(desk, userid, command)
    for command, words in (
        ("/周报 下辈子", "“下辈子”不是一周"),
        ("/月报 三季度", "“三季度”不是一个月。可以这样写：/月报 10月"),
        ("/月报 2027-01", "还没有开始"),
        ("/专报 近7天", "专报写什么"),
        # Neither what nobody knows nor a citizen's name becomes a report, its title and the names of its files.
        ("/专报 不存在的地方", "没有找到"),
        ("/专报 青禾家园 近30填", "没有找到"),
        (f"/专报 {town.CALLER_NAME} 近30天", "没有找到"),
        ("/专报 <b>@all", "没有找到"),
    ):
        assert words in desk.says(ANALYST, command)
    desk.all_read()


def stored_after(desk: StoryDesk, userid: str, command: str) -> list[Report]:
    """Say something and return the reports that were ordered by it."""
    before = len(stored(desk))
    desk.says(userid, command)
    return stored(desk)[before:]


def test_what_still_waits_of_a_withdrawn_report_is_not_sent(desk: StoryDesk) -> None:
    analyst, supervisor = desk.direct(ANALYST), desk.direct("sunzr")
    desk.runtime.reports.press = ToldPress()
    desk.says(ANALYST, "/日报")
    desk.says("sunzr", "/日报")
    desk.runtime.reports.run()
    desk.runtime.send()
    # Its words have left, its files wait for the platform: they never come, and whoever waited gets the new ones.
    desk.says(ANALYST, "/日报 重出")
    issues(desk)
    for reader in (analyst, supervisor):
        reader.expects("【日报】RB-20261118-1")
        reader.expects("【日报】RB-20261118-2")
        assert all("RB-20261118-2" in reader.expects("[file]", ending).text for ending in (".docx", ".xlsx"))
        reader.expects_nothing()
    assert desk.api("/delivery")["superseded"] == 4
    desk.all_read()
