"""What the contract may deduct is kept with its evidence, settled by the platform, disputed, and told to few."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner, Result
from openpyxl import load_workbook

from actions.desk import Desk
from console.commands import cli
from models.queries import people
from reports.freezing import freeze
from reports.ledger_again import count_again
from reports.outlines.figures import Figures
from reports.outlines.money import deductions
from rules.report_periods import ReportKind, period_of
from tests.reports.test_beside_orders import counted_again, words_of
from tests.stories import town
from tests.stories.desk import StoryDesk
from texts.ledger_statement import facts_of

FOURTH = "20261118004515"
MONEY = re.compile("[0-9]元")


def export(folder: Path, *rows: dict[str, str]) -> Path:
    """Write what the platform exports; each call another file."""
    path = folder / f"export-{len(list(folder.glob('export-*')))}.csv"
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def shell(desk: StoryDesk, *words: str) -> Result:
    return CliRunner(env={"CUIBAN_CONFIG": str(desk.config_path)}).invoke(cli, words)


def reconciles(desk: StoryDesk, file: Path, *more: str, code: int = 0) -> Result:
    found = shell(desk, "reconcile", str(file), *more)
    assert found.exit_code == code, found.output
    desk.runtime.send()
    return found


def signed(number: str, at: str, dispatched: str = "2026-11-18 10:00:00") -> dict[str, str]:
    return {"工单编号": number, "派单时间": dispatched, "签收时间": at}


def statement_agrees_with_the_ledger(desk: StoryDesk) -> None:
    """Both ways of reading the ledger say the same of the month, whatever happened to its entries."""
    with desk.runtime.database.snapshot() as session:
        rules, now = desk.runtime.rules, datetime(2026, 12, 1, 4, tzinfo=UTC)
        at_desk = Desk(session, now, now, rules)
        count_again(at_desk, facts_of(at_desk, period_of(ReportKind.MONTHLY, now, rules.zone), "JS-1"))


def deductions_of_the_month(desk: StoryDesk) -> str:
    """What the month's report says of money, each figure counted again."""
    with desk.runtime.database.snapshot() as session:
        rules, now = desk.runtime.rules, desk.now.astimezone(UTC)
        period = period_of(ReportKind.MONTHLY, now + timedelta(days=30), rules.zone)
        data = freeze(Desk(session, now, now, rules), ReportKind.MONTHLY, period, "YB-20261118-1")
    said = deductions(Figures(data))
    counted_again(data, said)
    return words_of(*said)


def nobody_read_of_money(desk: StoryDesk) -> None:
    """Neither a unit's group nor the agents' read a sum."""
    for message in desk.said_by_the_product():
        if message.chat in ("wrDESK", "wrQINGHE", "wrBEILIU", "wrCHENGGUAN"):
            assert not MONEY.search(message.text), message.text


def test_late_sign_is_in_the_ledger_with_its_chain_and_is_disputed_and_decided(desk: StoryDesk, tmp_path: Path) -> None:
    desk.pastes("zuoxi02", town.order())
    desk.pastes("zuoxi02", town.order(town.SECOND))
    desk.says("zuoxi02", f"/签收 {town.SECOND}")
    desk.advance_to("10:25")
    desk.says("zuoxi02", f"/签收 {town.NUMBER}")
    for command in (f"/初核 {town.NUMBER} 属实", f"/转办 {town.NUMBER} 青禾"):
        desk.says("zuoxi02", command)
    desk.all_read()

    month = desk.says("sunzr", "/扣款", "wrSUPERVISORS")
    assert "2026年11月：计入1项200–500元" in month
    assert f"1号 签收超时｜11月18日 10:20｜{town.NUMBER}｜吴桐（早班）｜200–500元" in month
    assert town.SECOND not in month
    chain = desk.says("sunzr", "/扣款 1")
    assert "催办首次看到：11月18日 10:00" in chain and "10:25 完成，超5分钟" in chain
    assert "提醒：11月18日 10:10 签收到期前10分钟 → 值班坐席，已发" in chain
    assert "提醒：11月18日 10:20 签收到期 → 值班坐席、值班主管，已发" in chain
    assert "当班坐席：吴桐（早班）" in chain and "签收" in chain

    # Whose shift it was reads and disputes it in person; nobody else does.
    assert "没有" in desk.says("zuoxi03", "/扣款")
    assert "没有1号扣款" in desk.says("zuoxi03", "/扣款 1") == desk.says("zuoxi03", "/扣款 异议 1 不对")
    assert "吴桐当班的：计入1项200–500元" in desk.says("zuoxi02", "/扣款")
    for chat in ("wrDESK", "wrQINGHE"):
        for who, command in (("zuoxi02", "/扣款"), ("sunzr", "/扣款"), ("sunzr", "/扣款 风险"), ("sunzr", "/扣款 1")):
            assert "不能在这里用" in desk.says(who, command, chat)
    assert "已记下对1号的异议" in desk.says("zuoxi02", "/扣款 异议 1 平台当时打不开")
    desk.direct("sunzr").expects("扣款异议", "1号", "吴桐", "平台当时打不开")
    assert "正等主管裁定" in desk.says("zuoxi02", "/扣款 异议 1 再说一次")
    assert "另列：有异议，待裁定1项200–500元" in desk.says("sunzr", "/扣款")

    assert "主管" in desk.says("zuoxi02", "/扣款 裁定 1 免 我说的")
    assert "最多500元" in desk.says("sunzr", "/扣款 裁定 1 减 600 太多")
    assert "/扣款 裁定 1 免" in desk.says("sunzr", "/扣款 裁定 1 减 0 平台有短时故障")
    assert "1号已裁定：减扣，300元" in desk.says("sunzr", "/扣款 裁定 1 减 300 平台有短时故障")
    desk.direct("zuoxi02").expects("扣款裁定", "减扣为300元", "平台有短时故障")
    assert "【扣款】2026年第四季度：计入1项300元" in desk.says("zhaoxz", "/扣款 四季度")
    assert "2027年还没到" in desk.says("zhaoxz", "/扣款 2027年")
    assert "没看懂" in desk.says("zhaoxz", "/扣款 十三月")
    assert "“今年”不是一个月或一个季度" in desk.says("zhaoxz", "/扣款 今年 结算单")
    # A slip of the decision is put right up to the entry's own amount; the dispute is heard once.
    assert "减扣，20元" in desk.says("sunzr", "/扣款 裁定 1 减 20 手误")
    assert "减扣，300元" in desk.says("sunzr", "/扣款 裁定 1 减 300 应为300")
    assert "/扣款 裁定 1 减 300 理由" in desk.says("sunzr", "/扣款 裁定 1 免 300 手误")
    assert "一条只能提一次" in desk.says("zuoxi02", "/扣款 异议 1 还是不服")
    assert "计入1项300元" in desk.says("sunzr", "/扣款")
    assert "异议：" in (chain := desk.says("sunzr", "/扣款 1")) and "减扣：" in chain
    # The statement comes as files, to officials in person alone; it is kept, and another one takes its place.
    assert "私聊发" in desk.says("sunzr", "/扣款 11月 结算单", "wrSUPERVISORS")
    assert "主管" in desk.says("zuoxi02", "/扣款 11月 结算单")
    desk.all_read()
    for number in ("JS-20261118-1", "JS-20261118-2"):
        assert number in desk.says("zhaoxz", "/扣款 本月 结算单")
        for _ in range(2):
            desk.runtime.issue()
            desk.runtime.send()
        leader = desk.direct("zhaoxz")
        leader.expects("【扣款结算单】", number, "计入1项，扣款300元至300元")
        assert [leader.expects("[file]", number, ending).text for ending in (".docx", ".xlsx")]
        leader.expects_nothing()
    found = shell(desk, "statement", "2026-Q4", "-o", str(tmp_path / "out"))
    assert found.exit_code == 0 and "计入1项，扣款300元至300元" in found.output, found.output
    assert {path.name.partition(" ")[0] for path in (tmp_path / "out").iterdir()} == {"JS-20261118-3"}
    # Nothing is written over, nor through a link that lies there.
    (linked := tmp_path / "linked").mkdir()
    for path in (tmp_path / "out").iterdir():
        (linked / path.name).symlink_to(tmp_path / "elsewhere")
    found = shell(desk, "report", "--again", "JS-20261118-3", "-o", str(linked))
    assert found.exit_code == 1 and "已经有了" in found.output and not (tmp_path / "elsewhere").exists()
    again = shell(desk, "report", "--again", "JS-20261118-1")
    assert again.exit_code == 0 and "sha256" in again.output, again.output
    nobody_read_of_money(desk)


def test_limit_that_ran_across_a_change_of_shift_is_of_both_and_neither_alone(desk: StoryDesk) -> None:
    desk.advance_to("11:50")
    desk.pastes("zuoxi02", town.order(dispatched="2026-11-18 11:50:00"))
    desk.advance_to("12:15")
    desk.says("zuoxi03", f"/签收 {town.NUMBER}")
    desk.all_read()
    both = "交接前后：吴桐（早班）、郑岚（午班）"
    assert f"11月18日 12:10｜{town.NUMBER}｜{both}｜200–500元" in desk.says("sunzr", "/扣款")
    for agent in ("zuoxi02", "zuoxi03"):
        assert both in desk.says(agent, "/扣款") and both in desk.says(agent, "/扣款 1")
    assert "没有" in desk.says("zuoxi04", "/扣款") and "没有1号扣款" in desk.says("zuoxi04", "/扣款 1")
    assert "已记下对1号的异议" in desk.says("zuoxi02", "/扣款 异议 1 交班时已说明")
    desk.says("sunzr", "/扣款 裁定 1 减 300 交接")
    desk.direct("zuoxi02").expects("扣款裁定", "300元")
    desk.direct("zuoxi03").expects("扣款裁定", "300元")
    # Each is heard once, also after the other's was decided.
    desk.direct("sunzr").is_read()
    assert "已记下对1号的异议" in desk.says("zuoxi03", "/扣款 异议 1 接班时没有交代")
    desk.direct("sunzr").expects("扣款异议", "1号", "郑岚", "没有交代")
    assert "您已提过异议，正等主管裁定" in desk.says("zuoxi03", "/扣款 异议 1 再说一次")
    assert "另列：有异议，待裁定1项300元" in desk.says("sunzr", "/扣款")
    statement_agrees_with_the_ledger(desk)
    desk.says("sunzr", "/扣款 裁定 1 维持 交接")
    for agent in ("zuoxi02", "zuoxi03"):
        assert "一条只能提一次" in desk.says(agent, "/扣款 异议 1 还是不服")
        # Were they officials as well, they would not decide about their own.
        with desk.runtime.database.transaction() as session:
            person = people.person(session, agent)
            assert person is not None
            person.roles = ["agent", "supervisor"]
        assert "请由另一位" in desk.says(agent, "/扣款 裁定 1 免 我没错")
    found = shell(desk, "statement", "2026-11", "-o", str(desk.config_path.parent / "out"))
    assert found.exit_code == 0, found.output
    [sheets] = (desk.config_path.parent / "out").glob("*.xlsx")
    assert any(both in str(cell) for sheet in load_workbook(sheets) for row in sheet.values for cell in row)


def test_stated_time_takes_a_late_sign_out_until_the_export_settles_it(desk: StoryDesk, tmp_path: Path) -> None:
    for number in (town.NUMBER, town.SECOND, town.THIRD):
        desk.pastes("zuoxi02", town.order(number))
    desk.advance_to("10:27")
    for number, stated in ((town.NUMBER, "10:12"), (town.SECOND, "10:13"), (town.THIRD, "10:14")):
        desk.says("zuoxi02", f"/签收 {number} {stated}")
    desk.all_read()
    month = desk.says("sunzr", "/扣款")
    assert "计入0项0元" in month and "另列：补录未核3项600–1500元" in month
    statement_agrees_with_the_ledger(desk)
    assert "补录：11月18日 10:27 记为 11月18日 10:12，未核" in (chain := desk.says("sunzr", "/扣款 1"))
    assert f"/对账 核定 {town.NUMBER} 签收" in chain
    assert "请先核定" in desk.says("sunzr", "/扣款 裁定 1 免 算了")
    assert "还没有对过账" in desk.says("zuoxi02", "/对账", "wrDESK")

    # The platform bears the first out to the minute and contradicts the second.
    file = export(tmp_path, signed(town.NUMBER, "2026-11-18 10:12:40"), signed(town.SECOND, "2026-11-18 10:26:10"))
    for _again in range(2):
        reconciles(desk, file)
    desk.direct("sunzr").expects("对账", "平台时间已超时1件", town.SECOND)
    desk.direct("sunzr").expects_nothing()
    month = desk.says("sunzr", "/扣款")
    assert "计入1项200–500元" in month and "另列：补录未核1项200–500元" in month
    statement_agrees_with_the_ledger(desk)
    assert f"1号 签收超时｜11月18日 10:20｜{town.NUMBER}｜吴桐（早班）｜200–500元｜不计" in month
    chain = desk.says("sunzr", "/扣款 2")
    assert f"平台原文：{file.name} 第3行" in chain
    assert "平台导出核为超时，平台时间 11月18日 10:26" in chain and "记为 11月18日 10:13" in chain
    # What was stated is not erased, and the ticket's story says by what it was judged.
    assert desk.ticket(town.SECOND).stopped("sign") == "18 10:13"
    assert desk.ticket(town.SECOND).clock("sign")["breached_at"] is not None
    assert "按平台时间11月18日 10:26核定" in desk.says("zuoxi02", f"/查 {town.SECOND}")

    # The third is not in the export: an official settles it, and no export settles it again.
    assert "主管" in desk.says("zuoxi02", f"/对账 核定 {town.THIRD} 签收 按时 我记得")
    assert "请写明理由" in desk.says("sunzr", f"/对账 核定 {town.THIRD} 签收 按时")
    assert "已核定为按时" in desk.says("sunzr", f"/对账 核定 {town.THIRD} 签收 按时 赵铁柱13877776666说看过平台截图")
    reconciles(desk, export(tmp_path, signed(town.THIRD, "2026-11-18 10:30:00")))
    assert "计入1项200–500元" in desk.says("sunzr", "/扣款") and "补录未核" not in desk.says("sunzr", "/扣款")
    assert "孙主任核为未超时：赵**138****6666说看过平台截图" in desk.says("sunzr", "/扣款 3")
    nobody_read_of_money(desk)


def test_export_shows_what_is_missing_late_and_contradicted_the_gravest_first(desk: StoryDesk, tmp_path: Path) -> None:
    desk.pastes("zuoxi02", town.order())
    desk.says("zuoxi02", f"/签收 {town.NUMBER}")
    desk.pastes("zuoxi02", town.order(town.SECOND))
    desk.walks_to_assigned(town.THIRD)
    desk.advance_to("10:40")
    desk.says("zuoxi02", f"/已回复 {town.THIRD} 电话已答复")
    desk.all_read()
    new = "20261118009999"
    row = {"办理状态": "", "截止时间": "", "回复时间": "", "来电人": "赵大勇", "联系电话": "13877776666"}
    file = export(
        tmp_path,
        signed(town.NUMBER, "2026-11-18 10:24:00") | row,
        signed(town.SECOND, "2026-11-18 10:05:00") | row,
        signed(town.THIRD, "2026-11-18 10:00:30") | row | {"办理状态": "办理中", "截止时间": "2026-11-18 20:00"},
        signed(new, "") | row | {"派单时间": "2026-11-18 10:30:00"},
        {"工单编号": "没有", "派单时间": "2026-11-18 10:30:00"},
    )
    said = reconciles(desk, file, "--dry-run", code=3).output
    assert "试运行" in said and "还没有对过账" in desk.says("sunzr", "/对账")
    reconciles(desk, file, code=3)
    lines = desk.says("zuoxi02", "/对账", "wrDESK").splitlines()
    assert "平台4行，对上3件，待核定1项，有5处不同" in lines[1]
    assert [line.split("｜")[1].split("：")[0].split("，")[0].split("（")[0] for line in lines[2:]] == [
        "签收平台时间已超时",
        "平台未回复",
        "我们没有登记",
        "平台时限更早",
        "平台已签收",
    ]
    assert f"/签收 {town.SECOND} 11-18 10:05" in lines[6] and f"/更正 {town.THIRD} 截止 11-18 20:00" in lines[5]
    desk.direct("sunzr").expects("对账", "平台未回复1件", "我们没有登记1件")
    # What is to be registered is a file that import-tickets reads; the list of differences names nobody.
    missing = (tmp_path / f"{file.name}.missing.csv").read_text(encoding="utf-8-sig")
    assert new in missing and "赵大勇" in missing
    listed = (tmp_path / f"{file.name}.differences.csv").read_text(encoding="utf-8-sig")
    assert all(line.endswith(f"11月18日 10:40 {file.name}") for line in listed.splitlines()[1:])
    # Both sides' times as the desk's clock shows them.
    assert "平台时间已超时,2026-11-18 10:00:00,2026-11-18 10:24:00," in listed and "+00:00" not in listed
    assert "赵大勇" not in listed and "13877776666" not in listed
    # An order pasted as if it were dispatched just now is in time here, and late by what the platform wrote.
    desk.pastes("zuoxi02", town.order(FOURTH, dispatched="2026-11-18 10:38:00"))
    desk.says("zuoxi02", f"/签收 {FOURTH}")
    reconciles(desk, export(tmp_path, signed(FOURTH, "2026-11-18 10:40:00", "2026-11-18 10:05:00") | row))
    assert "（平台11月18日 10:05派单，11月18日 10:25到期）" in desk.says("zuoxi02", "/对账")
    month = desk.says("sunzr", "/扣款")
    assert "计入1项200–500元" in month and "另列：平台记为超时，待核定2项400–1000元" in month
    assert "｜11月18日 10:25｜" in next(line for line in month.splitlines() if FOURTH in line)
    assert f"请先核定：/对账 核定 {town.NUMBER}" in desk.says("sunzr", "/扣款 裁定 2 免 算了")
    # One who is an agent as well does not judge what was done on an own shift.
    with desk.runtime.database.transaction() as session:
        agent = people.person(session, "zuoxi02")
        assert agent is not None
        agent.roles = [*agent.roles, "supervisor"]
    assert "请由另一位" in desk.says("zuoxi02", f"/对账 核定 {FOURTH} 签收 按时 我自己记得")
    # A supervisor has looked: what the platform says counts, whoever did not state a time.
    for number in (town.NUMBER, FOURTH):
        assert "已核定为超时" in desk.says("sunzr", f"/对账 核定 {number} 签收 超时 以平台为准")
    assert "计入3项600–1500元" in (month := desk.says("sunzr", "/扣款")) and "另列" not in month
    chain = desk.says("sunzr", "/扣款 3")
    assert "平台记录：11月18日 10:05 派单，11月18日 10:25 到期，11月18日 10:40 完成，超15分钟" in chain
    assert "孙主任核为超时" in chain and "10:25（11月18日 10:40 记） 超时｜签收｜经孙主任核定" in chain
    nobody_read_of_money(desk)
    statement_agrees_with_the_ledger(desk)


def test_comparison_older_than_a_day_says_so(desk: StoryDesk, tmp_path: Path) -> None:
    reconciles(desk, export(tmp_path, signed(town.NUMBER, "")))
    assert "上次对账已过" not in desk.says("zuoxi02", "/对账")
    desk.advance_to("10:30", days=1)
    assert "上次对账已过1天" in desk.says("zuoxi02", "/对账")


def test_officials_enter_what_no_clock_finds_and_nobody_decides_about_an_own_entry(desk: StoryDesk) -> None:
    # Only what people were sent can have an error in it.
    refused = desk.says("sunzr", "/扣款 登记 文字错误 RB-20261118-1 50 第二段青禾写成清禾")
    assert "没有发出过编号 RB-20261118-1" in refused
    desk.says("linfx", "/日报")
    desk.runtime.issue()
    said = desk.says("sunzr", "/扣款 登记 文字错误 RB-20261118-1 50 第二段青禾写成清禾")
    assert "1号" in said and "50元" in said
    assert "合同是50–500元" in desk.says("sunzr", "/扣款 登记 文字错误 RB-20261118-1 600 错字")
    assert "要写是谁" in desk.says("sunzr", "/扣款 登记 迟到 11-17 08:20 没说原因")
    desk.says("sunzr", f"/扣款 登记 态度 郑岚 {town.CALLER_PHONE}来电反映被挂断")
    assert "缺勤｜郑岚" in desk.says("sunzr", "/扣款 登记 缺勤 郑岚 昨天 500-1000 午班没到")
    assert "100元" in desk.says("zhaoxz", "/扣款 登记 迟到 吴桐 11-17 06:20 晚到20分钟", "wrSUPERVISORS")
    # What cannot be read is refused, and what was entered is not entered again by another.
    for unread in ("投诉 吴桐 -500元 挂断", "投诉 吴桐 999999999元 挂断", "文字差错 ../../x 吴桐 50元 错字"):
        assert "金额没读懂，没有登记" in desk.says("sunzr", f"/扣款 登记 {unread}")
    assert "吴桐写在了经过里" in desk.says("sunzr", "/扣款 登记 文字差错 ../../x 吴桐 错字")
    assert "11月19日 06:20 还没到" in desk.says("sunzr", "/扣款 登记 迟到 吴桐 11-19 06:20 写错日期")
    assert "赵乡长已经登记过，是4号" in desk.says("sunzr", "/扣款 登记 迟到 吴桐 11-17 06:25 晚到")
    assert "57561元" in desk.says("zhaoxz", "/扣款 登记 泄露信息 11-17 名单外传")
    told = desk.direct("zuoxi03").expects("考核登记", "服务态度", "100–200元")
    assert "139****5678" in told.text or town.CALLER_PHONE not in told.text
    desk.direct("zuoxi03").expects("缺勤")
    desk.direct("zuoxi02").expects("迟到", "06:20", "100元")
    month = desk.says("sunzr", "/扣款 11月")
    assert "计入5项58311–58911元" in month and "文字差错1项50元" in month
    # Whoever entered it leaves the decision to another.
    assert "请由另一位" in desk.says("sunzr", "/扣款 裁定 3 免 登错了")
    assert "免扣" in desk.says("zhaoxz", "/扣款 裁定 3 免 当天已请假")
    assert "计入4项57811–57911元" in desk.says("sunzr", "/扣款 11月")
    statement_agrees_with_the_ledger(desk)
    assert "没有" in desk.says("sunzr", "/扣款 上月")
    assert "还没到" in desk.says("sunzr", "/扣款 2026-12")
    nobody_read_of_money(desk)


def test_what_runs_could_still_cost_is_shown_to_officials_the_dearest_first(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.advance_to("10:15")
    desk.pastes("zuoxi02", town.order(town.SECOND, dispatched="2026-11-18 10:00:00"))
    lines = desk.says("sunzr", "/扣款 风险").splitlines()
    assert lines[0] == "【扣款风险】在走3项，全部超时为600–1500元"
    assert lines[1:3] == ["2小时内到期1项，200–500元", "按时限已用去的比例和金额，从大到小："]
    assert lines[3] == f"{town.SECOND}｜签收剩5分钟（今天10:20）｜200–500元｜到时当班吴桐（早班）"
    assert "主管" in desk.says("zuoxi02", "/扣款 风险")
    assert "不能在这里用" in desk.says("sunzr", "/扣款 风险", "wrQINGHE")
    # The report of the month needs nobody to have asked for the ledger first.
    desk.pastes("zuoxi02", town.order(town.THIRD, limit="1小时"))
    for command in (f"/签收 {town.THIRD}", f"/初核 {town.THIRD} 属实", f"/转办 {town.THIRD} 青禾"):
        desk.says("zuoxi02", command)
    desk.says("liwg", f"{town.THIRD} 收到", "wrQINGHE")
    desk.advance_to("11:10")
    for _ in range(2):
        assert "平台回复超时扣款中1项在超时件之列。" in deductions_of_the_month(desk)
        month = desk.says("sunzr", "/扣款")
    # What goes back to the city was never done; the chain says so, and what the unit answered meanwhile.
    for who, command in (
        ("zuoxi02", f"/退单 {town.THIRD} 市区 不属本乡管辖"),
        ("sunzr", "/同意 1"),
        ("zuoxi02", "/已报 1"),
        ("zuoxi02", "/市区批复 1 同意"),
    ):
        desk.says(who, command)
    [reply] = [row for row in month.splitlines() if "平台回复超时｜" in row]
    chain = desk.says("sunzr", f"/扣款 {reply.partition('号')[0]}")
    assert "停止计时（没有完成），超10分钟" in chain and "10分钟 完成" not in chain
    assert "受理｜" in chain and "退回" in chain
    nobody_read_of_money(desk)
