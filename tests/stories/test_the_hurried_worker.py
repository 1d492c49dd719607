"""A community worker of fifty-two with a phone and no time: what she types, and what the desk makes of it."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND

SEVENTH = "20261118001207"


@pytest.mark.parametrize("receipt", ["收到", "1", "[强]", "OK", "👌", "好的收到", "收到谢谢", "嗯", "ＯＫ", "收到！"])
def test_receipts_of_every_kind_take_the_order(desk: StoryDesk, receipt: str) -> None:
    push = desk.walks_to_assigned()
    assert "已记受理" in desk.says("liwg", receipt, quoting=push)
    assert desk.ticket().state == "accepted"


@pytest.mark.parametrize("words", ["拒绝签收", "不明白", "安排不了"])
def test_refusal_takes_nothing_and_reaches_the_agent(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.all_read()
    assert "还没算受理" in desk.says("liwg", words, quoting=push)
    desk.group("wrDESK").expects("单位留言", NUMBER, words)
    assert desk.ticket().stopped("accept") is None


@pytest.mark.parametrize("words", ["收到但不是我们", "收到 这不是我们小区的", "收到，没这个地方"])
def test_receipt_of_what_is_not_ours_prepares_its_return(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.all_read()
    assert "已提交退回坐席申请1" in desk.says("liwg", words, quoting=push)
    desk.group("wrDESK").expects("提出申请", "退回坐席申请1", NUMBER, "青禾家园社区")
    assert desk.ticket().stopped("accept") is None


@pytest.mark.parametrize("words", ["。", "。。。", "😂"])
def test_what_has_no_words_takes_nothing_and_bothers_nobody(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.all_read()
    assert "什么情况" in desk.says("liwg", words, quoting=push)
    desk.group("wrDESK").expects_nothing()
    assert desk.ticket().stopped("accept") is None


def test_answer_to_a_receipt_shows_words_that_need_no_quote(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    assert "联系后@我回复“4512 已联系”" in desk.says("liwg", "收到", quoting=push)
    assert f"{NUMBER} 已记首联" in desk.says("liwg", "4512 已联系", "wrQINGHE")


def test_second_receipt_is_not_asked_about(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "收到", quoting=push)
    again = desk.says("liwg", "[强]", "wrQINGHE")
    assert "之前已受理" in again and "？" not in again


def test_voice_without_punctuation_is_a_contact_and_a_promise(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    assert "已记首联" in desk.says("liwg", "已联系居民明天上门", quoting=push)
    assert (desk.ticket().state, desk.ticket().due("promise")) == ("handling", "19 18:00")
    assert desk.ticket().stopped("first_contact")


@pytest.mark.parametrize("done", ["修好了拍照了", "已经给他弄好了", "以处理完了", "暖气热了居民也满意了"])
def test_plain_claim_is_taken_and_asked_at_most_once_about_the_contact(desk: StoryDesk, done: str) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民", quoting=push)
    answer = desk.says("liwg", done, quoting=push)
    assert "已记办结" in answer and "联系过诉求人吗" not in answer
    assert "不用再报" in desk.says("liwg", done, quoting=push)


@pytest.mark.parametrize(
    "words",
    [
        "明天给他弄完",
        "弄了一半下雨了",
        "师傅说下午过来弄好",
        "居民自己修好了",
        "弄是弄好了就是还漏",
        "这个不好弄完啊",
        "等他家里有人才能修好",
        "催着呢快弄好了",
    ],
)
def test_nothing_unfinished_is_closed(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", words, quoting=push)
    assert desk.ticket().state in ("assigned", "accepted", "handling")


def test_not_ours_is_told_to_the_agent_and_stays_with_the_unit(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.all_read()
    assert "批准前仍由本单位负责" in desk.says("liwg", "不是我们的", quoting=push)
    desk.group("wrDESK").expects(NUMBER, "青禾家园社区", "退回坐席")
    assert desk.ticket().clock("handle")["stopped_at"] is None


def test_three_tickets_in_one_breath(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND, SEVENTH):
        desk.walks_to_assigned(number)
    desk.says("liwg", "4512和4513都弄完了就1207还没", "wrQINGHE")
    assert [desk.ticket(number).state for number in (NUMBER, SECOND, SEVENTH)] == ["resolved", "resolved", "handling"]
    assert desk.says("liwg", "都联系过了", "wrQINGHE").count("已补记首联") == 2


def test_two_people_who_say_different_things_of_one_push_are_shown_to_the_agent(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，办结了", quoting=push)
    desk.all_read()
    answer = desk.says("chenzr", "还没修好呢，等配件", quoting=push)
    assert "李网格" in answer and "已请值班坐席核实" in answer
    desk.group("wrDESK").expects("说法不一", NUMBER, "李网格", "办结了", "陈主任", "还没修好呢", mentions=["zuoxi02"])
    assert desk.ticket().state == "resolved"


def test_one_returns_what_the_other_takes(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "不是我们的", quoting=push)
    desk.all_read()
    assert "和李网格之前说的不一样" in desk.says("chenzr", "收到，马上安排人去", quoting=push)
    desk.group("wrDESK").expects("说法不一", "不是我们的", "马上安排人去")
    assert desk.ticket().state == "accepted"


def test_later_news_of_the_same_unit_is_no_difference(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "收到，马上安排人去", quoting=push)
    desk.says("chenzr", "还没修好，等配件", quoting=push)
    desk.advance_to("11:30")
    desk.all_read()
    desk.says("liwg", "已联系居民，修好了", quoting=push)
    assert not [message for message in desk.group("wrDESK").unread() if "说法不一" in message.text]


def test_one_who_takes_her_own_claim_back_is_heard(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，办结了", quoting=push)
    desk.all_read()
    assert "您之前报过办结" in desk.says("liwg", "不对，还没修好", quoting=push)
    desk.group("wrDESK").expects("说法不一", NUMBER, "办结了", "还没修好")
