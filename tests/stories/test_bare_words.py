"""Commands that only show need no slash; words of the work are never taken for one."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("待办", "待办共1件"),
        ("待办 2", "没有第2页"),
        ("超时", "超时：没有"),
        ("临期", "24小时内到期"),
        ("查 4512", f"{NUMBER}｜投诉｜待受理"),
        ("查4512", f"{NUMBER}｜投诉｜待受理"),
        ("时限 4512", f"{NUMBER} 到期时间"),
        ("统计", "您不能用 /统计"),
        ("扣款。", "/扣款"),
    ],
)
def test_unit_asks_for_a_list_in_a_bare_word(desk: StoryDesk, typed: str, shown: str) -> None:
    desk.walks_to_assigned()
    assert shown in desk.says("liwg", typed, "wrQINGHE")
    assert desk.ticket().events("unit_message") == []


def test_unit_asks_about_what_it_quotes_in_a_bare_word(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert f"{NUMBER} 到期时间" in desk.says("liwg", "时限", quoting=push)


@pytest.mark.parametrize("typed", ["超时了，正在赶过去", "查过了，没有漏水", "4512 时限太紧，申请延期"])
def test_words_of_the_work_are_no_command(desk: StoryDesk, typed: str) -> None:
    push = desk.walks_to_assigned()
    answer = desk.says("liwg", typed, quoting=push)
    assert "待办共" not in answer and "到期时间" not in answer
    assert len(desk.ticket().events("unit_message")) == 1


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("待办", "待办共1件"), ("值班", "早班 吴桐"), ("查4512", NUMBER), ("巡检", "已记巡检"), ("撤销", "已撤销“转办”")],
)
def test_agent_writes_commands_without_a_slash(desk: StoryDesk, typed: str, shown: str) -> None:
    desk.walks_to_assigned()
    assert shown in desk.says("zuoxi02", typed)


def test_record_shows_how_each_message_found_its_order(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=push)
    desk.says("liwg", "4512已到现场", "wrQINGHE")
    desk.says("liwg", "正在协调物业", "wrQINGHE")
    assert [event["link"] for event in desk.ticket().events("unit_message")] == ["quote", "tail", "only_open"]
    shown = desk.says("zuoxi02", "/查 4512")
    assert all(how in shown for how in ("单位留言（按引用）", "单位留言（按尾号）", "单位留言（唯一在办件）"))
