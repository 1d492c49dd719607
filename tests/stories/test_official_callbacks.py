"""The hotline calls back by itself: what it heard ends the order or is put to the desk, apart from the desk's calls."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from console.commands import cli
from models.official_callback import OfficialCallback
from models.ticket import Ticket
from reports.freezing import freeze
from rules.report_periods import ReportKind, period_of
from tests.stories.desk import StoryDesk
from tests.stories.town import CALLER_NAME, CALLER_PHONE, NUMBER, SECOND, order

HEADINGS = ["工单编号", "回访时间", "是否有效回访", "是否联系", "是否解决", "是否满意", "不满意原因", "承办单位"]


@pytest.fixture
def replied(desk: StoryDesk) -> StoryDesk:
    """Two orders that were answered on the platform at 10:30."""
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
        desk.says("zuoxi02", f"/已回复 {number} 10:00 电话答复，居民认可")
    desk.advance_to("10:30", days=1)
    desk.all_read()
    return desk


def imports(desk: StoryDesk, folder: Path, *rows: list[str]) -> str:
    path = folder / "官方回访.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([HEADINGS, *rows])
    said = CliRunner().invoke(cli, ["import-callbacks", str(path)], env={"CUIBAN_CONFIG": str(desk.config_path)})
    assert said.exit_code == 0, said.output
    desk.runtime.send()
    return said.output


def called(
    number: str = NUMBER,
    *,
    at: str = "2026-11-19 10:10",
    valid: str = "是",
    said: str = "解决 满意",
    why: str = "",
) -> list[str]:
    solved, satisfied = said.split()
    return [number, at, valid, "是", solved, satisfied, why, "青禾家园居委会"]


def test_solved_archives_and_the_rest_is_put_to_the_desk_in_its_words(replied: StoryDesk, tmp_path: Path) -> None:
    why = f"{CALLER_NAME}说来人看过，没修"
    said = imports(replied, tmp_path, called(), called(SECOND, said="未解决 不满意", why=why), called("20261118009999"))
    assert "已归档 1 件" in said and "已告知坐席 1 件" in said and "1 行的单号本系统没有" in said
    assert (replied.ticket().state, replied.ticket(SECOND).state) == ("archived", "replied")
    told = replied.group("wrDESK").expects("官方回访", SECOND, "不满意、未解决", "来人看过，没修", mentions=["zuoxi02"])
    assert CALLER_NAME not in told.text
    with replied.runtime.database.reading() as session:
        assert set(session.scalars(select(OfficialCallback.unit))) == {"青禾家园社区"}
    [event] = replied.ticket(SECOND).events("official_callback")
    assert event["text"].startswith("不满意、未解决") and event["occurred_at"].startswith("2026-11-19T10:10")
    shown = replied.says("zuoxi02", f"/查 {SECOND}")
    assert "回访：官方11月19日 10:10 不满意、未解决" in shown and "平台导入｜不满意、未解决：" in shown
    # The citizen may have complained of the unit itself.
    for who, where in (("liwg", "wrQINGHE"), ("chenzr", "app"), ("zuoxi02", "wrQINGHE")):
        shown = replied.says(who, f"/查 {SECOND}", where)
        assert "平台导入｜不满意、未解决" in shown and "没修" not in shown
    # The same file again says nothing new to anybody.
    assert "已告知" not in imports(replied, tmp_path, called(SECOND, said="未解决 不满意", why=why))
    replied.group("wrDESK").expects_nothing()
    # The order that the platform dispatches again is a new round, and the next call-back is about that one.
    replied.pastes("zuoxi02", order(SECOND, dispatched="2026-11-19 10:25:00"))
    assert replied.ticket(SECOND).round == 2
    replied.advance_to("10:00", days=1)
    said = imports(replied, tmp_path, called(SECOND, at="2026-11-20 09:30", said="未解决 不满意"))
    # Of the days that are over two of three are content and solved: (0.1 + 0.5 × 2/3 + 0.4 × 2/3) × 100.
    for shown in ("3/3 = 100.0%", "2/3 = 66.7%", "70.0"):
        assert shown in said
    assert replied.ticket(SECOND).events("official_callback")[-1]["occurred_at"].startswith("2026-11-20T09:30")
    imports(replied, tmp_path, called(SECOND, at="2026-11-18 10:20", said="未解决 不满意"))
    with replied.runtime.database.reading() as session:
        rounds = select(OfficialCallback.called_at, Ticket.round).join(Ticket, Ticket.id == OfficialCallback.ticket_id)
        found = list(session.execute(rounds.where(OfficialCallback.ticket_no == SECOND).order_by("called_at")))
    # One that was called before the second round had come is about the first, whenever its file comes.
    assert [(f"{at.astimezone(replied.runtime.rules.zone):%d %H:%M}", number) for at, number in found] == [
        ("18 10:20", 1),
        ("19 10:10", 1),
        ("20 09:30", 2),
    ]


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (called(valid="否"), "replied"),
        (called(said="解决 未评价"), "replied"),
        (called(said="基本解决 满意"), "replied"),
        (called(said="解决 基本满意"), "archived"),
    ],
)
def test_only_a_valid_call_that_says_solved_archives(
    replied: StoryDesk, tmp_path: Path, row: list[str], state: str
) -> None:
    imports(replied, tmp_path, row)
    assert replied.ticket().state == state
    replied.group("wrDESK").expects_nothing()


def test_changed_rating_is_told_anew_and_history_rouses_nobody(replied: StoryDesk, tmp_path: Path) -> None:
    imports(replied, tmp_path, called(said="部分解决 基本满意"))
    replied.group("wrDESK").expects("官方回访", NUMBER, "基本满意、部分解决")
    assert "是否解决 部分解决 → 解决" in imports(replied, tmp_path, called(said="解决 基本满意"))
    assert replied.ticket().state == "archived"
    assert "（改判）" in replied.ticket().events("official_callback")[-1]["text"]
    # What was called before the order was dispatched cannot be of its handling.
    early = called(SECOND, at="2026-10-18 10:00", said="未解决 不满意")
    for _ in range(2):
        assert "1 行的回访时间早于工单首次派单，留存但不计入三率" in imports(replied, tmp_path, early)
    assert "不满意、未解决（无效回访）" in replied.says("zuoxi02", f"/查 {SECOND}")
    replied.group("wrDESK").expects_nothing()
    # What the unit says now only an agent can act on.
    said = replied.says("liwg", f"{SECOND} 师傅今天又去看了，暖气片要换", "wrQINGHE")
    assert f"{SECOND} 已回复，您说的已转值班坐席" in said
    replied.group("wrDESK").expects("单位留言", SECOND, "暖气片要换")
    # What was taken in before units and categories were looked at is named in a report as it would be today.
    with replied.runtime.database.transaction() as session:
        said = {"unit": f"转{CALLER_NAME}{CALLER_PHONE}", "category": f"供暖/{CALLER_NAME}{CALLER_PHONE}反映"}
        session.execute(update(OfficialCallback).values(ticket_id=None, **said))
    replied.advance_to("08:00", days=1)
    with replied.runtime.database.reading() as session:
        here = replied.runtime.desk(session)
        kind = ReportKind.DAILY
        data = freeze(here, kind, period_of(kind, here.now, here.rules.zone), "RB-20261120-1")
    rows = list(data.rows("SELECT unit, category FROM official"))
    assert [row["unit"] for row in rows] == ["其他单位"] * 2
    assert rows[0]["category"].startswith("供暖/")
    assert CALLER_PHONE not in rows[0]["category"] and CALLER_NAME not in rows[0]["category"]


def test_many_complaints_of_one_file_are_five_words_and_a_list(replied: StoryDesk, tmp_path: Path) -> None:
    rows = [called(at=f"2026-11-19 10:{minute:02}", said="未解决 不满意") for minute in range(8)]
    imports(replied, tmp_path, *rows)
    for _ in range(5):
        replied.group("wrDESK").expects("官方回访", NUMBER)
    replied.group("wrDESK").expects_nothing()
    replied.advance_to("10:33")
    listed = replied.group("wrDESK").expects("这次导入有8件")
    assert listed.text.count(f"{NUMBER} 不满意、未解决") == 8
