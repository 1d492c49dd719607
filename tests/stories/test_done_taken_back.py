"""A unit that reported done and then says that it is not: she hears how to take it back, and the agent hears her."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import CALLER_NAME, NUMBER, SECOND, order

CORRECTIONS = ["刚才说错了没修好", "没修好", "又坏了", "居民说没修好", "说早了，没修好，明天再去", "还在弄", "明天再去"]


@pytest.mark.parametrize("is_quoted", [True, False])
@pytest.mark.parametrize("words", CORRECTIONS)
def test_correction_after_done_names_the_way_back_and_reaches_the_agent(
    desk: StoryDesk, words: str, is_quoted: bool
) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，修好了", quoting=push)
    desk.all_read()
    answer = desk.says("liwg", words, "wrQINGHE", quoting=push if is_quoted else None)
    assert "/撤销 4512" in answer and "10分钟内" in answer
    desk.group("wrDESK").expects("说法不一", NUMBER, words, mentions=["zuoxi02"])
    assert desk.ticket().state == "resolved"
    assert "首联、单位报办结”" in desk.says("liwg", "/撤销 4512", "wrQINGHE")
    assert desk.ticket().stopped("handle") is None


def test_correction_without_a_quote_answers_no_question_about_the_contact(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "联系过诉求人吗" in desk.says("liwg", "修好了", quoting=push)
    desk.all_read()
    assert "/撤销 4512" in desk.says("liwg", "没修好", "wrQINGHE")
    desk.group("wrDESK").expects("说法不一", NUMBER)
    assert desk.ticket().stopped("first_contact") is None


def test_correction_hides_the_caller_from_the_agents_group(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，修好了", quoting=push)
    desk.all_read()
    desk.says("liwg", f"{CALLER_NAME}家没修好", quoting=push)
    assert CALLER_NAME not in desk.group("wrDESK").expects("说法不一", "没修好").text


def test_way_back_is_not_named_when_it_is_closed(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，修好了", quoting=push)
    desk.machine_passes(minutes=11)
    answer = desk.says("liwg", "没修好", quoting=push)
    assert "已请值班坐席核实" in answer and "/撤销" not in answer


def test_correction_among_several_done_is_asked_about(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        push = desk.walks_to_assigned(number)
        desk.says("liwg", "已联系居民，修好了", quoting=push)
    assert "哪一件" in desk.says("liwg", "没修好", "wrQINGHE")


@pytest.mark.parametrize("words", ["现场照片", "收到", "好的谢谢"])
def test_what_fits_a_done_order_alarms_nobody(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，修好了", quoting=push)
    desk.all_read()
    assert "等坐席回访" in desk.says("liwg", words, quoting=push)
    desk.group("wrDESK").expects_nothing()


def test_assisting_unit_takes_its_own_done_back(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾 协办 北柳巷"):
        desk.says("zuoxi02", command)
    push = desk.group("wrBEILIU").expects(NUMBER)
    desk.says("duwg", "我们这边修好了", quoting=push)
    desk.all_read()
    assert "/撤销 4512" in desk.says("duwg", "说错了没修好", quoting=push)
    desk.group("wrDESK").expects("说法不一", NUMBER, "北柳巷社区")
