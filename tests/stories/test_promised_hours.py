"""A unit says when it will come: what is taken as a promise, what is not, and what is shown back."""

from __future__ import annotations

import pytest

from tests.stories.conftest import OpenDesk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND


def due(desk: StoryDesk, number: str = NUMBER) -> str | None:
    ticket = desk.ticket(number)
    return ticket.due("promise") if ticket.has_clock("promise") else None


@pytest.mark.parametrize(
    ("words", "until", "shown"),
    [
        ("已联系居民，三点到", "18 15:00", "今天15:00"),
        ("明天3点上门", "19 15:00", "明天15:00"),
        ("已联系居民，3-4点上门", "18 16:00", "今天16:00"),
        ("已联系居民，两三点去", "18 15:00", "今天15:00"),
        ("已联系居民，下午上门", "18 18:00", "今天18:00"),
        ("收到，下午去", "18 18:00", "今天18:00"),
        ("明儿上午去", "19 12:00", "明天12:00"),
        ("下班前搞定", "18 18:00", "今天18:00"),
        ("1500到", "18 15:00", "今天15:00"),
        ("1500到现场", "18 15:00", "今天15:00"),
        ("11.20上午去", "20 12:00", "11月20日 12:00"),
        ("明天不行改后天", "20 18:00", "11月20日 18:00"),
    ],
)
def test_promise_is_taken_as_it_was_meant_and_shown_back(desk: StoryDesk, words: str, until: str, shown: str) -> None:
    push = desk.walks_to_assigned()
    assert f"到{shown}我再提醒" in desk.says("liwg", words, quoting=push)
    assert due(desk) == until


def test_misread_hour_wakes_nobody(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "已联系居民，三点到", quoting=push)
    desk.says("liwg", "处理完了", quoting=push)
    desk.all_read()
    desk.advance_to("03:30", days=1)
    assert not [message for message in desk.group("wrQINGHE").unread() if "承诺" in message.text]


@pytest.mark.parametrize(
    "words",
    [
        "今天已联系居民",
        "今天去过了",
        "今天没人在家",
        "昨天修好了今天又坏了",
        "明天修不了",
        "明天不行",
        "居民让明天别去",
        "合同12月1日到期",
        "0930师傅到现场修",
    ],
)
def test_day_that_is_over_or_denied_is_no_promise(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    assert "再提醒" not in desk.says("liwg", words, quoting=push)
    assert due(desk) is None


@pytest.mark.parametrize("words", ["今天没去成", "今天去过了", "明天修不了", "居民今天不在家"])
def test_promise_is_moved_by_a_new_promise_alone(desk: StoryDesk, words: str) -> None:
    push = desk.walks_to_assigned()
    desk.says("liwg", "明天上午10点上门", quoting=push)
    desk.says("liwg", words, quoting=push)
    assert due(desk) == "19 10:00"
    desk.says("liwg", "改后天上午去", quoting=push)
    assert due(desk) == "20 12:00"


def test_time_without_a_colon_behind_a_tail_is_a_promise_on_that_ticket(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    assert "今天15:00" in desk.says("liwg", "4513 1500到", "wrQINGHE")
    assert (due(desk), due(desk, SECOND)) == (None, "18 15:00")


def test_four_digits_of_a_ticket_the_unit_holds_stay_its_tail(desk: StoryDesk) -> None:
    desk.walks_to_assigned("20261118001500")
    desk.says("liwg", "1500到了现场", "wrQINGHE")
    assert desk.ticket("20261118001500").state != "assigned"


def test_promise_that_cannot_be_read_is_asked_for_again(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    answer = desk.says("liwg", "已联系居民，十几分钟到", quoting=push)
    assert "没听清几点，请写如“今天15:00前”" in answer and "已记首联" in answer
    assert due(desk) is None


def test_tomorrow_morning_said_in_the_night_is_the_coming_one(desk_at: OpenDesk) -> None:
    desk = desk_at("02:00")
    push = desk.walks_to_assigned(dispatched="2026-11-18 02:00:00")
    assert "到今天09:00我再提醒" in desk.says("liwg", "明早去", quoting=push)


@pytest.mark.parametrize(("when", "until"), [("3点", "18 15:00"), ("明天3点半", "19 15:30")])
def test_command_reads_the_hour_in_the_same_way(desk: StoryDesk, when: str, until: str) -> None:
    desk.walks_to_assigned()
    desk.says("liwg", f"/承诺 4512 {when}", "wrQINGHE")
    assert due(desk) == until
