"""A list costs the database the same however many tickets stand in it, and a scan little for each."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from actions.desk_clock import set_clock
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


def test_list_says_how_many_there_are_and_not_how_many_it_read(desk: StoryDesk) -> None:
    take_in(desk, 1, 230)
    assert "共230件" in desk.says("zuoxi01", "/待办")
    # Signing and the reply of each.
    assert "共460项" in desk.says("zuoxi01", "/临期")


@pytest.mark.parametrize("command", ["/待办", "/查 路灯"])
def test_list_of_many_costs_no_more_statements_than_a_list_of_two(desk: StoryDesk, command: str) -> None:
    take_in(desk, 1, 2)
    statements_for(desk, command)
    of_two = statements_for(desk, command)
    take_in(desk, 3, 9)
    assert statements_for(desk, command) == of_two


def test_whose_entries_are_of_a_ledger_is_read_from_the_rotas_once(desk: StoryDesk) -> None:
    counts = []
    for first, n, late in ((1, 2, "10:22"), (3, 4, "10:44")):
        take_in(desk, first, n)
        desk.advance_to(late)
        desk.says("zuoxi01", "/扣款")
        counts.append(statements_for(desk, "/扣款"))
    assert counts[0] == counts[1] and "计入6项" in desk.says("sunzr", "/扣款")


def statements_of_a_scan(desk: StoryDesk) -> int:
    """Return how many statements it takes to fire what falls due in the next ten minutes."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    desk.machine_passes(minutes=1)
    with desk.runtime.database.transaction() as session:
        set_clock(session, desk.machine(), desk.now.astimezone(UTC) + timedelta(minutes=10), 0.0)
    event.listen(desk.runtime.database.engine, "before_cursor_execute", count)
    try:
        desk.runtime.scan()
    finally:
        event.remove(desk.runtime.database.engine, "before_cursor_execute", count)
    return len(seen)


def test_each_further_due_clock_costs_the_scan_its_deliveries_only(desk: StoryDesk) -> None:
    take_in(desk, 1, 2)
    of_two = statements_of_a_scan(desk)
    desk.all_read()
    take_in(desk, 3, 12)
    of_twelve = statements_of_a_scan(desk)
    # Each is told in the desk's group and to the agent; the limit of the first two has passed by then.
    assert of_twelve - of_two <= 12 * 2 + 20
