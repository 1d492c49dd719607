"""Nobody takes over, nobody is on duty, more checks wait than one can phone: officials hear of it, and of its end."""

from __future__ import annotations

import pytest

from tests.stories import town
from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.test_swapping_shifts import on_shift
from tests.stories.town import CALLER_NAME, CALLER_PHONE, NUMBER, order


def test_nobody_takes_over_and_the_supervisor_hears_at_ten_minutes_the_leader_at_thirty(desk_at: OpenDesk) -> None:
    desk = desk_at("11:50", handover=True)
    desk.advance_to("12:09")
    desk.direct("sunzr").expects_nothing()
    desk.advance_to("12:10")
    desk.direct("sunzr").expects("接班未确认", "午班郑岚", "打电话给郑岚 1380000", "上一班是吴桐")
    desk.direct("zhaoxz").expects_nothing()
    assert "12:00起未确认接班" in desk.says("sunzr", "/值班")
    desk.advance_to("12:29")
    desk.direct("sunzr").expects_nothing()
    desk.advance_to("12:31")
    desk.direct("sunzr").expects("接班未确认", "仍没有确认")
    desk.direct("zhaoxz").expects("接班未确认")
    desk.advance_to("13:30")
    desk.direct("sunzr").expects_nothing()
    desk.says("zuoxi03", "马上到岗")
    desk.direct("sunzr").expects_nothing()
    assert "已记您接班" in desk.says("zuoxi03", "收到，已接班", "wrDESK")
    desk.direct("sunzr").expects("接班已确认", "郑岚已于13:30接班")
    desk.direct("zhaoxz").expects("接班已确认")
    desk.says("zuoxi03", "/交班 接班")
    desk.direct("sunzr").expects_nothing()


def test_who_takes_over_in_time_is_told_of_to_nobody(desk_at: OpenDesk) -> None:
    desk = desk_at("11:50", handover=True)
    desk.advance_to("12:05")
    desk.taps("zuoxi03", desk.direct("zuoxi03").expects("接班确认"), "take_over")
    desk.advance_to("13:00")
    desk.direct("sunzr").expects_nothing()
    # What runs out after the change of shift tells of both, and when the second took over.
    desk.pastes("zuoxi03", order(dispatched="2026-11-18 11:55:20"))
    desk.says("zuoxi03", f"/签收 {NUMBER}")
    desk.says("sunzr", "/扣款")
    chain = desk.says("sunzr", "/扣款 1")
    assert "当班：吴桐（早班）；郑岚（午班），11月18日 12:00 起，11月18日 12:05 确认接班" in chain
    assert "13:00 完成，超44分钟" in chain


def test_long_hand_over_is_short_in_the_group_and_whole_to_whoever_begins(desk_at: OpenDesk) -> None:
    desk = desk_at("11:20")
    numbers = [f"202611180073{n:02}" for n in range(12)]
    for number in numbers:
        desk.pastes("zuoxi02", order(number, dispatched="2026-11-18 11:20:00", 问题点位=f"青禾家园{number[-2:]}号楼"))
    desk.all_read()
    desk.advance_to("12:00")
    note = next(each for each in desk.group("wrDESK").unread() if "交接班" in each.text)
    assert "在办12件" in note.text and "全部清单已私发郑岚" in note.text and "另有4件" in note.text
    assert sum(number in note.text for number in numbers) == 8
    whole = next(each for each in desk.direct("zuoxi03").unread() if "午班清单" in each.text)
    assert all(number in whole.text for number in numbers)


def test_leave_is_a_gap_that_is_escalated_until_somebody_covers_it(desk: StoryDesk) -> None:
    assert "已告诉主管" in desk.says("zuoxi02", "/换班 请假 11-20 早班 发烧")
    desk.direct("sunzr").expects("请假", "吴桐（发烧）", "11月20日周五早班06:00–12:00没有人上", "/换班 顶班 11-20 早班")
    assert on_shift(desk, "20 08:00") is None
    assert "排班空缺" in desk.says("zuoxi02", "/值班")
    desk.advance_to("06:01", days=1)
    desk.direct("sunzr").expects("排班有空缺", "06:00–12:00没有坐席值班", "还没有人顶班", "/换班 顶班 11-20 早班")
    desk.direct("zhaoxz").expects_nothing()
    desk.advance_to("05:01", days=1)
    desk.direct("sunzr").expects("排班有空缺")
    desk.direct("zhaoxz").expects("排班有空缺", "06:00")
    desk.advance_to("06:00")
    desk.direct("sunzr").expects("现在没有坐席值班")
    desk.direct("zhaoxz").expects("现在没有坐席值班")
    desk.advance_to("07:00")
    desk.direct("sunzr").expects("现在没有坐席值班")
    assert "已记顶班" in desk.says("zuoxi03", "/换班 顶班 11-20 早班")
    desk.direct("sunzr").expects("顶班", "由郑岚上")
    desk.advance_to("07:02")
    desk.direct("zhaoxz").expects("已有坐席上班")
    assert (on_shift(desk, "20 06:30"), on_shift(desk, "20 07:30")) == (None, "zuoxi03")
    desk.advance_to("09:00")
    desk.direct("sunzr").expects_nothing()


def test_leave_of_several_days_is_one_request_with_all_its_shifts(desk: StoryDesk) -> None:
    assert "看不明白" in desk.says("zuoxi02", "/换班 请假 11-22至11-20")
    assert "没有空着的班" in desk.says("zuoxi03", "/换班 顶班 11月20日至22日")
    assert "一次只换一个班" in desk.says("zuoxi02", "/换班 11-20至11-22 早班 和 郑岚")
    assert "没有您的班" in desk.says("zuoxi02", "/换班 请假 11-20至11-22 晚班")
    desk.pastes("zuoxi02", order())
    said = desk.says(
        "zuoxi02", f"/换班 请假 11月20日至22日 回老家接{CALLER_NAME}，打{CALLER_PHONE} **急**{'很' * 1500}"
    )
    assert all(f"11月{day}早班" in said for day in ("20日周五", "21日周六", "22日周日")) and "共3个班" in said
    told = desk.direct("sunzr").expects(
        "请假", "吴桐（回老家接", "急很很", "共3个班", "/换班 顶班 11-20 早班 11-21 早班 11-22 早班"
    )
    assert CALLER_NAME not in told.text and CALLER_PHONE not in told.text and told.text.count("很") < 60
    desk.direct("sunzr").expects_nothing()
    assert "排班空缺3段" in desk.says("zuoxi02", "/交班")
    assert "11月20日周五" in desk.says("zuoxi03", "/换班 顶班 11月20日至21日")
    desk.direct("sunzr").expects("顶班", "11月20日周五早班06:00–12:00由郑岚上；11月21日周六早班06:00–12:00由郑岚上")
    back = desk.says("zuoxi02", "/换班 撤回 1")
    assert "请假已收回：11月22日周日早班06:00–12:00由吴桐上" in back
    assert "不变的：11月20日周五早班06:00–12:00、11月21日周六早班06:00–12:00由郑岚上" in back
    desk.direct("sunzr").expects("请假收回", "11月22日周日")
    assert [on_shift(desk, f"{day} 08:00") for day in (20, 21, 22)] == ["zuoxi03", "zuoxi03", "zuoxi02"]
    assert "11月22日" in told.text


def test_leave_taken_back_is_no_gap(desk: StoryDesk) -> None:
    desk.says("zuoxi02", "/换班 请假 11-21 早班")
    desk.direct("sunzr").expects("请假", "11月21日周六早班")
    assert "由吴桐上" in desk.says("zuoxi02", "/撤销")
    desk.direct("sunzr").expects("请假收回", "由吴桐上")
    assert "吴桐的班" in desk.says("zuoxi03", "/换班 顶班 11-21 早班")
    assert on_shift(desk, "21 08:00") == "zuoxi02"


def test_in_a_gap_the_supervisor_on_duty_is_reminded_at_once_and_the_story_says_so(desk: StoryDesk) -> None:
    # Of a shift that runs leave is not taken back; whoever can work after all covers it himself.
    said = desk.says("zuoxi02", "/请假 今天早班 头晕")
    assert "撤回" not in said and "又能上了发：/换班 顶班 11-18 早班" in said
    refused = desk.says("zuoxi02", "/换班 撤回 1")
    assert "已经开始，不能收回" in refused and "又能上了发：/换班 顶班 11-18 早班" in refused
    desk.pastes("zuoxi03", order())
    desk.all_read()
    desk.advance_to("10:10")
    desk.group("wrDESK").expects("签收提醒", NUMBER)
    told = desk.direct("sunzr").expects("签收提醒", NUMBER, "现在没有坐席值班，请安排人处理")
    assert "值班坐席尚未" not in told.text
    for official in ("qianzr", "zhaoxz"):
        desk.direct(official).expects_nothing()
    desk.advance_to("10:20")
    assert not any("值班坐席尚未" in told.text for told in desk.direct("sunzr").unread())
    assert "提醒｜签收 → 值班坐席、值班主管（当时无人当班）" in desk.says("zuoxi03", f"/查 {NUMBER}")
    assert "已记顶班" in desk.says("zuoxi02", "/换班 顶班 11-18 早班")
    assert on_shift(desk, "18 10:30") == "zuoxi02"


def test_backlog_of_checks_is_offered_once_and_its_end_is_told(desk: StoryDesk) -> None:
    numbers = [f"202611180046{n:02}" for n in range(3)]
    for number in numbers:
        desk.pastes("zuoxi02", order(number, 问题点位=f"青禾家园{number[-2:]}号楼"))
    assert "先签收3件" in desk.says("zuoxi02", "/待办")
    for number in numbers:
        desk.says("zuoxi02", f"/签收 {number}")
    assert "先初核3件" in desk.says("zuoxi02", "/待办")
    desk.advance_to("10:01")
    card = desk.direct("sunzr").expects("初核积压", "3件等着初核，最早10:10到期", "当班吴桐一人打不完")
    desk.advance_to("10:04")
    desk.direct("sunzr").expects_nothing()
    assert "初核" in desk.says("zuoxi02", f"/转办 {numbers[0]} 青禾"), "nobody has allowed it yet"
    desk.taps("sunzr", card, "assign_first")
    told = [each for each in desk.direct("zuoxi02").unread() if "同意先派单" in each.text]
    assert len(told) == 1
    said = desk.says("zuoxi02", f"/转办 {numbers[0]} 青禾")
    assert desk.ticket(numbers[0]).state == "assigned", said
    assert desk.ticket(numbers[0]).clock("verify")["outcome"] == "attempted"
    desk.says("zuoxi02", f"/初核 {numbers[1]} 属实")
    desk.all_read()
    desk.advance_to("10:06")
    desk.direct("sunzr").expects("初核积压", "已解除", "最多时3件")
    assert "没有初核积压" in desk.says("sunzr", "/值班 加派")
    assert "主管" in desk.says("zuoxi02", "/值班 加派")


def test_shifts_of_the_week_are_listed(desk: StoryDesk) -> None:
    desk.says("zuoxi03", "/换班 11-19 早班 和 吴桐")
    desk.says("zuoxi02", "/换班 同意 1")
    own = desk.says("zuoxi03", "/值班 本周")
    assert "您有8个班" in own and "11月19日周四早班06:00–12:00" in own
    everybody = desk.says("sunzr", "/值班 本周")
    assert "11月19日周四：夜班周敏、早班郑岚、午班郑岚、晚班王一凡" in everybody
    # Any other day or week is read by whoever may ask, the past as it was worked.
    assert desk.says("sunzr", "/值班 明天").splitlines() == [
        "11月19日周四的班：",
        "· 夜班00:00–06:00 周敏",
        "· 早班06:00–12:00 郑岚",
        "· 午班12:00–18:00 郑岚",
        "· 晚班18:00–24:00 王一凡",
        "主任值班：孙主任；领导值班：赵乡长",
    ]
    assert "11月17日周二的班" in desk.says("zuoxi02", "/值班 昨天")
    assert desk.says("zuoxi02", "/值班 10-31").startswith("10月31日周六没有排班。")
    assert desk.says("zuoxi02", "/值班 2025-11-18").startswith("2025年11月18日周二没有排班。")
    assert "11月23日周一至11月29日周日的班" in desk.says("zuoxi02", "/值班 下周")
    assert "没看懂“老地方”是哪天" in desk.says("zuoxi02", "/值班 老地方")
    assert "最多看14天" in desk.says("zuoxi02", "/值班 上月")


def test_shift_over_midnight_is_told_on_both_days(desk_at: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    shifts = (("夜班", "20:00", "08:00", "zuoxi01"), ("白班", "08:00", "20:00", "zuoxi02"))
    monkeypatch.setattr(town, "_SHIFTS", shifts)
    told = desk_at("10:00").says("sunzr", "/值班 明天").splitlines()
    assert told[1:4] == ["· 前一天的夜班到08:00 周敏", "· 白班08:00–20:00 吴桐", "· 夜班20:00–次日08:00 周敏"]
