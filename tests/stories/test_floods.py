"""Texts that no person types must not hold up the desk, and sensitive matters stay out of groups."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk


@pytest.mark.parametrize("text", ["1" * 600, "收" * 9000, "办完" * 1600, "/签收 " + "2026111800451 " * 700, "①" * 7900])
def test_flood_is_turned_away_unread(desk: StoryDesk, text: str) -> None:
    assert desk.says("liwg", text) == "消息太长，没有处理，请分几次发。"


def test_flood_of_numbers_is_turned_away_unread(desk: StoryDesk) -> None:
    numbers = "，".join(f"20261118{i:06d}" for i in range(520))
    assert desk.says("liwg", numbers, "wrQINGHE") == "消息太长，没有处理，请分几次发。"
    assert "一次最多50件" in desk.says("zuoxi02", f"/催办 {numbers}")
