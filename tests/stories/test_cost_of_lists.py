"""A list costs the database the same however many tickets stand in it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from tests.stories.desk import StoryDesk


def statements_for(desk: StoryDesk, command: str) -> int:
    """Return how many statements the answer to a command takes."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(desk.runtime.database.engine, "before_cursor_execute", count)
    try:
        desk.says("zuoxi01", command)
    finally:
        event.remove(desk.runtime.database.engine, "before_cursor_execute", count)
    return len(seen)


def take_in(desk: StoryDesk, first: int, count: int) -> None:
    dispatched = desk.now.isoformat()
    rows = [
        {
            "ticket_no": f"20261118{number:06d}",
            "title": "路灯不亮",
            "limit_text": "24小时",
            "first_dispatched_at": dispatched,
        }
        for number in range(first, first + count)
    ]
    assert len(desk.api("/tickets", post={"tickets": rows})["results"]) == count


@pytest.mark.parametrize("command", ["/待办", "/查 路灯"])
def test_list_of_many_costs_no_more_statements_than_a_list_of_two(desk: StoryDesk, command: str) -> None:
    take_in(desk, 1, 2)
    statements_for(desk, command)
    of_two = statements_for(desk, command)
    take_in(desk, 3, 9)
    assert statements_for(desk, command) == of_two
