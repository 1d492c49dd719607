from __future__ import annotations

from datetime import UTC, datetime, timedelta

from actions.outbox import Due, put
from models.queries import deliveries
from runtime import Runtime
from tests.console.conftest import Run


def put_some(desk: Runtime, due_at: datetime) -> None:
    with desk.database.transaction() as session:
        at_desk = desk.desk(session)
        for number, ended in enumerate((None, "superseded", "failed")):
            put(at_desk, Due("event", number, "notice", "user:luzr", "named", due_at, ended_as=ended))
        put(at_desk, Due("event", 9, "notice", "user:luzr", "named", due_at, release_at=due_at + timedelta(days=2)))


def counted(output: str) -> dict[str, int]:
    rows = [line.split() for line in output.splitlines()]
    return {row[-2]: int(row[-1]) for row in rows if len(row) == 3 and row[-1].isdigit()}


def test_balance_holds_and_says_so(run: Run, desk: Runtime) -> None:
    put_some(desk, datetime.now(UTC))
    said = run("balance")
    assert said.exit_code == 0 and said.output.endswith("平\n")
    expected = {"due": 4, "sent": 0, "superseded": 1, "failed": 1, "unknown": 0, "pending": 1, "held": 1}
    assert counted(said.output) == {**expected, "merged": 0}


def test_day_is_a_day_of_the_desk(run: Run, desk: Runtime) -> None:
    put_some(desk, datetime(2026, 11, 23, 16, 30, tzinfo=UTC))
    assert counted(run("balance", "--day", "2026-11-24").output)["due"] == 4
    assert counted(run("balance", "--day", "2026-11-23").output)["due"] == 0


def test_delivery_that_is_open_and_ended_at_once_breaks_the_balance(run: Run, desk: Runtime) -> None:
    put_some(desk, datetime.now(UTC))
    with desk.database.transaction() as session:
        [row] = deliveries.waiting_for(session, "user:luzr", 5)
        row.ended_at = datetime.now(UTC)
    said = run("balance")
    assert said.exit_code == 1 and "不平" in said.output
