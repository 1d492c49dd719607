"""Two people of one unit say of one order what cannot both be so: the agent hears it once, and nothing is closed."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, order


def told(desk: StoryDesk) -> list[str]:
    return [message.text for message in desk.group("wrDESK").unread() if "说法不一" in message.text]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("还没修好，等配件", "已联系居民，灯修好了，办结"),
        ("不是我们的", "收到，马上安排人去"),
        ("收到，马上安排人去", "这个不归我们管，派错了"),
        ("已联系居民，明天上门", "还没联系居民呢"),
        ("已联系居民，明天上门", "没联系上居民，电话关机"),
        ("还没联系居民", "已联系居民，明天上门"),
    ],
)
def test_agent_hears_both_words_with_names_and_times(desk: StoryDesk, first: str, second: str) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", first, quoting=push)
    desk.all_read()
    desk.advance_to("10:05")
    answer = desk.says("chenzr", second, quoting=push)
    assert "和李网格之前说的不一样，已请值班坐席核实" in answer
    desk.group("wrDESK").expects(
        "说法不一", NUMBER, f"李网格10:00“{first}”", f"陈主任10:05“{second}”", mentions=["zuoxi02"]
    )
    assert desk.ticket().state != "resolved"


def test_difference_is_told_on_a_line_of_its_own_behind_a_command(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "明天上午去修", quoting=push)
    lines = desk.says("chenzr", "不是我们的", quoting=push).splitlines()
    assert lines[0].endswith("要收回发：/撤回 1") and lines[1].startswith(f"{NUMBER} 和李网格之前说的不一样")


def test_one_asks_for_time_and_another_needs_none(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "申请延期到11月25日，配件没到", quoting=push)
    desk.all_read()
    assert "已请值班坐席核实" in desk.says("chenzr", "不用延期，今天能弄完", quoting=push)
    desk.group("wrDESK").expects("说法不一", NUMBER, "申请延期", "不用延期")


def test_same_two_claims_are_shown_once(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "还没修好，等配件", quoting=push)
    desk.all_read()
    for words in ("已联系居民，灯修好了", "修好了，已联系居民"):
        desk.says("chenzr", words, quoting=push)
    desk.says("liwg", "没修好，配件没到", quoting=push)
    assert len(told(desk)) == 1
    assert desk.ticket().state != "resolved"


def test_who_says_done_all_the_same_confirms_it_with_the_word(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "还没修好，等配件", quoting=push)
    assert "确已办结请@我回复“确认办结”" in desk.says("chenzr", "已联系居民，灯修好了", quoting=push)
    desk.says("chenzr", "是的", "wrQINGHE")
    assert desk.ticket().state != "resolved"
    assert f"{NUMBER} 已记办结" in desk.says("chenzr", "确认办结", "wrQINGHE")
    assert desk.ticket().state == "resolved"


def test_try_in_vain_and_a_later_contact_are_no_difference(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "没联系上居民，电话没人接", quoting=push)
    desk.all_read()
    assert "已记首联" in desk.says("chenzr", "已联系居民，明天上门", quoting=push)
    assert not told(desk)


def test_people_of_two_units_speak_each_of_their_own_part(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 城管办"):
        desk.says("zuoxi02", command)
    desk.says("liwg", "4512还没修好", "wrQINGHE")
    desk.all_read()
    desk.says("shenky", "4512我们这边办完了", "wrCHENGGUAN")
    assert not told(desk)


def test_who_speaks_later_than_the_same_push_simply_knows_more(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "还没修好，等配件", quoting=push)
    desk.advance_to("10:31")
    desk.all_read()
    assert "说的不一样" not in desk.says("chenzr", "修好了，已联系居民", quoting=push)
    assert not told(desk)
