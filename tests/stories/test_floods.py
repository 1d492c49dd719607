"""Texts that no person types must not hold up the desk, and sensitive matters stay out of groups."""

from __future__ import annotations

import pytest

from tests.stories.desk import StoryDesk


@pytest.mark.parametrize("text", ["1" * 600, "收" * 9000, "/签收 " + "2026111800451 " * 700])
def test_flood_is_turned_away_unread(desk: StoryDesk, text: str) -> None:
    assert desk.says("liwg", text) == "消息太长，没有处理，请分几次发。"
