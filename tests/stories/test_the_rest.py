"""剩下的 and 另一个 are said of what the message does not name, and never mixed with what it names."""

from __future__ import annotations

import pytest

from simulator.message import Message
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD


def list_of(desk: StoryDesk, *numbers: str) -> Message:
    """Post these orders and return a list of them as a push shows it."""
    for number in numbers:
        desk.walks_to_assigned(number)
    marks = "①②③"
    lines = [f"{mark}{number}" for mark, number in zip(marks, numbers, strict=False)]
    return desk.sim.city.show("wrQINGHE", "push", "\n".join(["【催办】", *lines]), "push_key")


def states(desk: StoryDesk, *numbers: str) -> list[str]:
    return [desk.ticket(number).state for number in numbers]


def test_rest_of_two_lines_is_the_other_one(desk: StoryDesk) -> None:
    push = list_of(desk, NUMBER, SECOND)
    answer = desk.says("liwg", "1弄完剩下的明天", quoting=push)
    assert f"{NUMBER} 已记办结" in answer and f"{SECOND} 已记进展" in answer
    assert states(desk, NUMBER, SECOND) == ["resolved", "handling"]
    assert desk.ticket(SECOND).has_clock("promise") and not desk.ticket(NUMBER).has_clock("promise")


@pytest.mark.parametrize("words", ["4512和4513弄完了，还有一个等料", "4512和4513弄完了剩下的正在弄"])
def test_rest_of_the_open_orders_is_the_third(desk: StoryDesk, words: str) -> None:
    for number in (NUMBER, SECOND, THIRD):
        desk.walks_to_assigned(number)
    desk.says("liwg", words, "wrQINGHE")
    assert states(desk, NUMBER, SECOND, THIRD) == ["resolved", "resolved", "handling"]


def test_another_one_of_several_is_asked_about(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND, THIRD):
        desk.walks_to_assigned(number)
    answer = desk.says("liwg", "4512弄完了，另一个明天", "wrQINGHE")
    assert f"{NUMBER} 已记办结" in answer and f"①{SECOND}" in answer and f"②{THIRD}" in answer
    assert states(desk, NUMBER, SECOND, THIRD) == ["resolved", "assigned", "assigned"]


def test_rest_that_is_done_is_asked_about_before_it_counts(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    assert f"{SECOND} 是已经办结了吗" in desk.says("liwg", "4512收到，另一个已弄好了", "wrQINGHE")
    assert states(desk, NUMBER, SECOND) == ["accepted", "assigned"]


def test_contact_and_news_of_another_order_in_one_breath_are_both_heard(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    desk.says("liwg", "4512修好了", "wrQINGHE")
    desk.all_read()
    answer = desk.says("liwg", "联系过了，明天去修另一个", "wrQINGHE")
    assert f"{NUMBER} 已补记首联" in answer and f"{SECOND} 已记进展" in answer
    assert not [message for message in desk.group("wrDESK").unread() if "说法不一" in message.text]
