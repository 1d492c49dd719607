"""Several reminders in one message: answered line by line, taken all at once, and never confused."""

from __future__ import annotations

import pytest

from simulator.message import Message
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD


@pytest.fixture
def bundle(desk: StoryDesk) -> Message:
    """Two orders of one unit whose acceptance is asked for in one message."""
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND)
    desk.advance_to("11:00")
    pushed = desk.group("wrQINGHE").expects("催办", "共2件", "①", "②", NUMBER, SECOND)
    assert pushed.text.index(NUMBER) < pushed.text.index(SECOND)
    return pushed


def test_two_orders_answered_by_their_lines_go_different_ways(desk: StoryDesk, bundle: Message) -> None:
    answer = desk.says("liwg", "①办完 ②明天", quoting=bundle)
    assert f"{NUMBER} 已记办结" in answer and SECOND in answer
    first, second = desk.ticket(NUMBER), desk.ticket(SECOND)
    assert (first.state, second.state) == ("resolved", "handling")
    assert second.due("promise") == "19 18:00"


def test_plain_receipt_takes_every_order_of_that_unit(desk: StoryDesk, bundle: Message) -> None:
    answer = desk.says("liwg", "收到", quoting=bundle)
    assert [line[: len(NUMBER)] for line in answer.splitlines()] == [NUMBER, SECOND]
    assert desk.ticket(NUMBER).state == desk.ticket(SECOND).state == "accepted"


def test_claim_without_a_line_is_asked_about(desk: StoryDesk, bundle: Message) -> None:
    assert "说的是哪一件" in desk.says("liwg", "已办结", quoting=bundle)
    assert desk.ticket(NUMBER).state == desk.ticket(SECOND).state == "assigned"
    assert f"{SECOND} 已记办结" in desk.says("liwg", "2", "wrQINGHE")
    assert (desk.ticket(NUMBER).state, desk.ticket(SECOND).state) == ("assigned", "resolved")


def test_number_that_contradicts_the_quote_is_asked_about(desk: StoryDesk) -> None:
    first = desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(SECOND)
    answer = desk.says("liwg", f"{SECOND} 已办结", quoting=first)
    assert "不一致" in answer and NUMBER in answer and SECOND in answer
    assert desk.ticket(NUMBER).state == desk.ticket(SECOND).state == "assigned"


def test_receipt_does_not_take_what_belongs_to_another_unit(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    desk.walks_to_assigned(THIRD, to="北柳巷")
    desk.says("liwg", "收到", quoting=desk.sim.city.show("wrQINGHE", "push", f"①{NUMBER} ②{THIRD}", "push_key"))
    assert desk.ticket(NUMBER).state == "accepted"
    assert desk.ticket(THIRD).state == "assigned"


def test_words_without_number_or_quote_are_taken_for_the_only_open_order(desk: StoryDesk) -> None:
    desk.walks_to_assigned(NUMBER)
    assert f"{NUMBER} 已记受理" in desk.says("liwg", "收到", "wrQINGHE")
    desk.walks_to_assigned(SECOND)
    assert "说的是哪一件" in desk.says("liwg", "已联系居民", "wrQINGHE")
    assert desk.ticket(NUMBER).events("unit_message")[0]["link"] == "only_open"


def test_number_in_a_citizens_text_takes_no_line_of_the_list_and_no_answer(desk: StoryDesk) -> None:
    desk.walks_to_assigned(SECOND)
    first = desk.walks_to_assigned(主要内容=f"此前工单{SECOND}没解决，灯又坏了。")
    assert "已记受理" in desk.says("liwg", "收到", quoting=first)
    assert desk.ticket(SECOND).state == "assigned"
