"""Numbers people write beside the ticket: times, prices, lists of their own, slips of the finger."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, THIRD


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("已联系居民，约了1600上门", "handling"),
        ("换泵花了1200修好了", "resolved"),
        ("1530到现场", "accepted"),
        ("0930师傅到现场修", "handling"),
    ],
)
def test_time_or_price_beside_a_quote_is_no_ticket(desk: StoryDesk, text: str, state: str) -> None:
    post = desk.walks_to_assigned()
    answer = desk.says("liwg", text, quoting=post)
    assert "哪一件" not in answer and "没有找到" not in answer
    assert desk.ticket().state == state


@pytest.mark.parametrize("text", ["4512修好了，不对是4513", "4512修好了 打错了 4513", "4512弄完了说错了是4513"])
def test_slip_of_the_finger_closes_neither(desk: StoryDesk, text: str) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    desk.says("liwg", text, "wrQINGHE")
    assert {desk.ticket(number).state for number in (NUMBER, SECOND)} == {"assigned"}


def test_numbered_answer_to_a_bundle_goes_line_by_line(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND, THIRD):
        desk.walks_to_assigned(number)
    desk.all_read()
    desk.advance_to("11:00")
    bundle = desk.group("wrQINGHE").unread()[-1]
    desk.says("liwg", "1.办完了\n2.明天上午去\n3.电话没人接", quoting=bundle)
    assert desk.ticket(NUMBER).state == "resolved"
    assert desk.ticket(SECOND).state in ("accepted", "handling")
    assert desk.ticket(THIRD).state != "resolved"


def test_list_of_ones_own_is_never_applied_to_one_ticket_unasked(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    desk.says("liwg", "1.办完了\n2.弄好了", "wrQINGHE")
    desk.says("liwg", "2", "wrQINGHE")
    assert {desk.ticket(number).state for number in (NUMBER, SECOND)} == {"assigned"}


def test_like_the_other_one_says_nothing_of_this_one(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    answer = desk.says("liwg", "4512修好了4513也是", "wrQINGHE")
    assert "什么情况" in answer
    assert (desk.ticket(NUMBER).state, desk.ticket(SECOND).state) == ("resolved", "assigned")


@pytest.mark.parametrize(
    ("text", "outcome"), [("给居民打电话了", "met"), ("打了", "met"), ("联系了两次都没人接", None)]
)
def test_answer_about_contact_is_understood(desk: StoryDesk, text: str, outcome: str | None) -> None:
    post = desk.walks_to_assigned()
    desk.says("liwg", "修好了", quoting=post)
    answer = desk.says("liwg", text, "wrQINGHE")
    assert "哪一件" not in answer
    assert desk.ticket().clock("first_contact")["outcome"] == outcome


def test_number_that_a_reason_only_compares_with_is_left_alone(desk: StoryDesk) -> None:
    for number in (NUMBER, SECOND):
        desk.walks_to_assigned(number)
    for who, typed in (
        ("liwg", "/办结 4512 灯修好了，4513 明天去"),
        ("zuoxi02", f"/电催 4512 已通 {SECOND} 未通"),
        ("zuoxi02", "/转办 4512 北柳巷 4513 城管办"),
        ("zuoxi02", "/已回复 4512 10:00 4513 10:00 电话答复"),
    ):
        assert "请一件发一条" in desk.says(who, typed)
    assert desk.ticket(NUMBER).state == "assigned"
    said = desk.says("zuoxi02", "/已回复 4513 和4512是同一件事，已答复平台")
    assert f"{SECOND} 已记回复平台" in said and NUMBER not in said
    assert desk.ticket(NUMBER).state == "assigned"
    desk.says("zuoxi02", "/作废 4512 与4513重复")
    assert [(r["kind"], r["reason"]) for r in desk.ticket(NUMBER).shape["requests"]] == [("void", "与4513重复")]
    assert desk.ticket(SECOND).shape["requests"] == []
