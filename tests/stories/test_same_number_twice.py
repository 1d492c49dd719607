"""Two platforms may give the same number: then the bot asks which one is meant."""

from __future__ import annotations

import pytest

from tests.stories import town
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND

OTHER = "市网格"


def _twice(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", town.order())
    row = {"ticket_no": NUMBER, "platform": OTHER, "title": "井盖丢失", "limit_text": "7天"}
    desk.api("/tickets", post={"tickets": [row | {"first_dispatched_at": "2026-11-18T09:50"}]})


def _states(desk: StoryDesk) -> list[str]:
    return [desk.ticket(platform=platform).state for platform in ("12345", OTHER)]


def test_number_of_two_platforms_is_asked_about(desk: StoryDesk) -> None:
    _twice(desk)
    for written in ("4512", NUMBER):
        answer = desk.says("zuoxi02", f"/签收 {written}")
        assert f"12345 {written}" in answer and f"{OTHER} {written}" in answer and "平台" in answer
    assert _states(desk) == ["pending_sign", "pending_sign"]


def test_platform_before_the_number_tells_which(desk: StoryDesk) -> None:
    _twice(desk)
    answer = desk.says("zuoxi02", f"/签收 {OTHER} 4512")
    assert f"/初核 {OTHER} {NUMBER} 属实" in answer
    assert _states(desk) == ["pending_sign", "pending_verify"]
    desk.says("zuoxi02", f"/初核 {OTHER} {NUMBER} 属实")
    desk.says("zuoxi02", "/签收 12345 4512")
    assert _states(desk) == ["pending_verify", "pending_assign"]
    assert "井盖" in desk.says("zuoxi02", f"/查 {OTHER} 4512")


def test_closed_one_is_not_asked_about(desk: StoryDesk) -> None:
    _twice(desk)
    desk.says("zuoxi02", f"/签收 {OTHER} 4512")
    desk.says("zuoxi02", f"/已回复 {OTHER} 4512 已电话答复")
    assert "已签收" in desk.says("zuoxi02", f"/签收 {NUMBER}")
    assert _states(desk) == ["pending_verify", "replied"]


def test_group_of_a_unit_is_not_told_the_numbers_of_another(desk: StoryDesk) -> None:
    desk.walks_to_assigned(SECOND, to="北柳巷")
    desk.walks_to_assigned("20261117004513", to="北柳巷")
    answer = desk.says("zuoxi02", "/催办 4513", "wrQINGHE")
    assert "请写全单号" in answer and "2026111" not in answer


def test_hand_over_of_everything_is_not_for_the_group_of_a_unit(desk: StoryDesk) -> None:
    desk.walks_to_assigned(SECOND, to="北柳巷")
    answer = desk.says("zuoxi02", "/交班", "wrQINGHE")
    assert "私聊" in answer and SECOND not in answer
    assert SECOND in desk.says("zuoxi02", "/交班", "wrDESK")


@pytest.fixture
def twins(desk: StoryDesk) -> StoryDesk:
    """One unit holds two orders of the same number."""
    _twice(desk)
    for platform in ("12345", OTHER):
        for command in ("/签收 {} 4512", "/初核 {} 4512 属实", "/转办 {} 4512 青禾"):
            desk.says("zuoxi02", command.format(platform))
    return desk


@pytest.mark.parametrize("words", ["收到", "4512收到", f"{NUMBER} 收到"])
def test_unit_that_holds_both_is_asked_which(twins: StoryDesk, words: str) -> None:
    asked = twins.says("liwg", words, "wrQINGHE")
    assert "说的是哪一件" in asked and f"{NUMBER}｜12345｜" in asked and f"{NUMBER}｜{OTHER}｜井盖丢失" in asked
    assert _states(twins) == ["assigned", "assigned"]
    line = next(line for line in asked.splitlines() if OTHER in line)
    twins.says("liwg", line[0], "wrQINGHE")
    assert _states(twins) == ["assigned", "accepted"]


def test_unit_that_quotes_the_order_of_either_is_asked_which(twins: StoryDesk) -> None:
    for post in twins.group("wrQINGHE").unread()[:2]:
        assert "说的是哪一件" in twins.says("liwg", "收到", quoting=post)
    assert _states(twins) == ["assigned", "assigned"]
    twins.says("liwg", "井盖那个", "wrQINGHE")
    assert _states(twins) == ["assigned", "accepted"]


def test_unit_names_the_platform_beside_the_number(twins: StoryDesk) -> None:
    assert f"{NUMBER} 已记受理" in twins.says("liwg", f"{OTHER} 4512收到", "wrQINGHE")
    assert _states(twins) == ["assigned", "accepted"]


def test_other_one_is_no_matter_once_the_first_is_over(twins: StoryDesk) -> None:
    twins.says("zuoxi02", "/已回复 12345 4512 已电话答复")
    assert f"{NUMBER} 已记受理" in twins.says("liwg", "4512收到", "wrQINGHE")
    assert _states(twins) == ["replied", "accepted"]


def test_six_last_digits_tell_two_orders_of_one_tail_apart(desk: StoryDesk) -> None:
    later = f"{NUMBER[:-6]}914512"
    for number in (NUMBER, later):
        desk.pastes("zuoxi02", town.order(number))
    assert later in (answer := desk.says("zuoxi02", "/签收 914512")) and NUMBER not in answer
    assert [each.state for each in (desk.ticket(NUMBER), desk.ticket(later))] == ["pending_sign", "pending_verify"]
