"""Agents swap shifts, take them over, go on leave and cover; both give their word, and the supervisor hears of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from actions.shifts import agent_at
from tests.stories.conftest import OpenDesk
from tests.stories.desk import ZONE, StoryDesk
from tests.stories.town import NUMBER, order


def on_shift(desk: StoryDesk, moment: str) -> str | None:
    with desk.runtime.database.reading() as session:
        at = datetime.fromisoformat(f"2026-11-{moment}").replace(tzinfo=ZONE)
        found = agent_at(desk.runtime.desk(session), at)
        return found.userid if found else None


def test_two_shifts_are_swapped_by_a_tap_and_the_reminders_follow(desk: StoryDesk) -> None:
    said = desk.says("zuoxi02", "/换班 我11-19早班 换 郑岚11-20午班")
    assert "已发给郑岚确认" in said and "对方同意前班次不变" in said
    card = desk.direct("zuoxi03").expects("换班确认", "吴桐", "11月19日周四早班06:00–12:00由您上")
    assert [button["text"] for button in card.card["button_list"]] == ["同意", "不同意"]
    assert on_shift(desk, "19 08:00") == "zuoxi02", "nothing has changed yet"
    desk.direct("sunzr").expects_nothing()
    desk.taps("zuoxi03", card, "swap")
    desk.direct("zuoxi02").expects("换班已定", "郑岚")
    desk.direct("sunzr").expects("换班已定", "11月20日周五午班12:00–18:00由吴桐上")
    assert [on_shift(desk, at) for at in ("19 08:00", "20 13:00", "20 08:00")] == ["zuoxi03", "zuoxi02", "zuoxi02"]
    assert "不会重复记" in desk.taps("zuoxi03", card, "swap") or "已同意" in desk.sim.city.message(card.id).text
    desk.advance_to("07:00", days=1)
    desk.all_read()
    desk.pastes("zuoxi03", order(NUMBER, dispatched="2026-11-19 07:00:00"))
    desk.advance_to("07:11")
    desk.group("wrDESK").expects("签收", NUMBER, mentions=["zuoxi03"])


def test_shift_is_taken_over_by_a_word_and_swapped_back_only_by_another_word(desk: StoryDesk) -> None:
    assert "吴桐" in desk.says("zuoxi04", "/换班 11-19 晚班 和 吴桐")
    assert "不是问您的" in desk.says("zuoxi03", "/换班 同意 1")
    assert "换班1已定" in desk.says("zuoxi02", "/换班 同意 1")
    assert on_shift(desk, "19 20:00") == "zuoxi02"
    assert "不能一个人收回" in desk.says("zuoxi04", "/撤销")
    assert "已经说定" in desk.says("zuoxi02", "/换班 不同意 1")
    assert "没有换" in desk.says("zuoxi04", "/换班 11-19 晚班 和 郑岚"), "it is not his any more"
    # Whoever agreed may think better of it for ten minutes.
    assert "已收回" in desk.says("zuoxi02", "/撤销")
    assert on_shift(desk, "19 20:00") == "zuoxi04"
    desk.direct("zuoxi04").expects("换班已定")
    desk.direct("zuoxi04").expects("换班收回", "班次照旧")


def test_running_shift_is_told_from_the_time_it_changes_hands_and_back(desk: StoryDesk) -> None:
    desk.says("zuoxi02", "/换班 今天早班 郑岚")
    desk.direct("zuoxi03").expects("换班确认", "06:00–12:00，同意后由您上")
    desk.advance_to("10:05")
    assert "，10:05起由郑岚上" in desk.says("zuoxi03", "好的")
    desk.direct("sunzr").expects("换班已定", "10:05起由郑岚上")
    desk.advance_to("10:09")
    desk.says("zuoxi03", "/撤销")
    told = desk.direct("sunzr").expects("换班收回", "10:05–10:09由郑岚上，10:09起由吴桐上")
    assert "照旧" not in told.text


def test_plain_words_answer_the_one_question_that_is_open(desk_at: OpenDesk) -> None:
    desk = desk_at("11:50", handover=True)
    assert "没有等答复的换班" in desk.says("zuoxi03", "/换班 同意")
    desk.says("zuoxi02", "/换班 明天早班 郑岚")
    desk.says("zuoxi02", "/换班 11-20 早班 郑岚")
    listed = desk.says("zuoxi03", "同意")
    assert "是哪一个" in listed and "· 1：" in listed and "· 2：" in listed
    assert "不同意换班1" in desk.says("zuoxi03", "/换班 1 不行")
    assert "换班2已定" in desk.says("zuoxi03", "好的没问题")
    desk.advance_to("12:02")
    # Who takes over last cannot take that back, and nothing else goes instead.
    assert "已记您接班" in desk.says("zuoxi03", "好的，接了")
    assert "上一步是接班" in desk.says("zuoxi03", "/撤销")
    assert on_shift(desk, "20 08:00") == "zuoxi03"
    assert "午班" in desk.says("zuoxi03", "/接班") and "午班" in desk.says("zuoxi03", "/交班 已接班")
    assert "没看懂" in desk.says("zuoxi03", "/交班 清单还没看")
    assert "已记请假" in desk.says("zuoxi03", "/请假 明天午班")
    assert "已记请假" in desk.says("zuoxi03", "请假 11-21 午班 发烧")
    assert "请替" not in desk.says("zuoxi04", "/换班 顶郑岚 11-21 午班")
    assert "已发给周敏确认" in desk.says("zuoxi04", "/换班 顶周敏 11-20 夜班")
    assert "11月19日周四夜班" in desk.says("zuoxi01", "/换班 今晚夜班 郑岚")
    assert "撤回" not in desk.says("zuoxi02", "/换班 同意 1", "wrQINGHE")


def test_other_says_no_and_the_shift_stays(desk: StoryDesk) -> None:
    desk.says("zuoxi02", "/换班 明天早班 郑岚")
    card = desk.direct("zuoxi03").expects("换班确认")
    assert "在等郑岚答复" in desk.says("zuoxi02", "/换班 11-19 早班 王一凡")
    assert "不同意换班1" in desk.says("zuoxi03", "不行，那天有事")
    desk.taps("zuoxi03", card, "no_swap")
    desk.direct("zuoxi02").expects("换班未成", "郑岚不同意")
    desk.direct("sunzr").expects_nothing()
    assert on_shift(desk, "19 08:00") == "zuoxi02"


def test_what_nobody_answers_ends_when_the_shift_begins(desk: StoryDesk) -> None:
    desk.says("zuoxi02", "/换班 明天早班 郑岚")
    desk.says("zuoxi02", "/换班 11-21 早班 郑岚")
    assert "1：" in desk.says("zuoxi03", "/换班") and "等您答复" in desk.says("zuoxi03", "/换班")
    assert "已收回" in desk.says("zuoxi02", "/换班 撤回 2")
    desk.direct("zuoxi03").expects("换班确认")
    desk.direct("zuoxi03").expects("换班确认")
    desk.direct("zuoxi03").expects("换班收回", "不用答复了")
    desk.advance_to("06:05", days=1)
    desk.direct("zuoxi02").expects("接班确认")
    desk.direct("zuoxi02").expects("换班未成", "没有答复")
    assert "已过期" in desk.says("zuoxi03", "/换班 同意 1")


@pytest.mark.parametrize(
    ("says", "hears"),
    [
        ("/换班 11-17 早班 郑岚", "已经结束"),
        ("/换班 11-19 午班 王一凡", "是郑岚的班"),
        ("/换班 11-19 早班 吴桐", "和谁换"),
        ("/换班 11-19 早班 孙主任", "不是坐席"),
        ("/换班 11-19 中班 郑岚", "班次有：夜班、早班、午班、晚班"),
        ("/换班 早班 郑岚", "哪天"),
        ("/换班 11-19 早班", "和谁换"),
        ("/换班 11-19 早班 郑岚 王一凡", "一次只和一个人换"),
        ("/换班 同意 99", "没有换班99"),
        ("/换班 你好", "没看懂"),
        ("/换班 明天上午班 郑岚", "“上午”不是班次的名称"),
        (
            "/换班 请假 11-19 下午",
            "“下午”不是班次的名称，没有改动。请写班次：夜班、早班、午班、晚班。例如：/请假 11-28 早班",
        ),
        ("/换班 11-19 早班 郑岚 发烧", "没看懂“发烧”"),
        ("/换班 请假 11-19 早班 和郑岚换", "/换班 11-19 早班 和 郑岚；只请假发"),
        ("/换班 我不想上明天早班了", "请假发：/换班 请假 11-19 早班"),
    ],
)
def test_change_that_cannot_be_is_refused_with_what_to_write(desk: StoryDesk, says: str, hears: str) -> None:
    assert hears in desk.says("zuoxi02", says)
    assert on_shift(desk, "19 08:00") == "zuoxi02"
