"""Two platforms may give the same number: then the bot asks which one is meant."""

from __future__ import annotations

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
