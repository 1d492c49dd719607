"""A number typed with letters for digits is asked for, and the order is not lost when it is sent."""

from __future__ import annotations

from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, order


def test_order_with_letters_in_its_number_is_completed_by_the_number_alone(desk: StoryDesk) -> None:
    assert "草稿" in desk.pastes("zuoxi02", order().replace(NUMBER, NUMBER.replace("0", "O")))
    answer = desk.says("zuoxi02", NUMBER)
    assert "已登记" in answer and "草稿" not in answer
    assert desk.api(f"/tickets/{NUMBER}")["deadline_basis"] in ("limit", "deadline")
