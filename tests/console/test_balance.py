from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from actions.outbox import Due, put
from models.message import Attempt, Message
from models.queries import to_send
from runtime import Runtime
from tests.console.conftest import Run


def put_some(desk: Runtime, due_at: datetime, written_at: datetime | None = None) -> None:
    with desk.database.transaction() as session:
        at_desk = replace(desk.desk(session), now=written_at or due_at)
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


def test_period_is_from_a_moment_to_another(run: Run, desk: Runtime) -> None:
    put_some(desk, datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    inside = ("--since", "2026-11-24 10:00", "--until", "2026-11-24 10:01")
    assert counted(run("balance", *inside).output)["due"] == 4
    assert counted(run("balance", "--since", "2026-11-24 10:01").output)["due"] == 0
    assert counted(run("balance", "--until", "2026-11-24").output)["due"] == 0
    backwards = run("balance", "--since", "2026-11-24 10:01", "--until", "2026-11-24 10:01")
    assert backwards.exit_code == 1 and "早于" in backwards.output
    assert "不能" in run("balance", "--day", "2026-11-24", "--since", "2026-11-24").output


def test_balance_of_a_day_that_is_over_never_changes(run: Run, desk: Runtime) -> None:
    """What fell due while the desk was down is written when it is back, and counts on that day."""
    put_some(desk, datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    before = counted(run("balance", "--day", "2026-11-24").output)["due"]
    with desk.database.transaction() as session:
        at_desk = replace(desk.desk(session), now=datetime(2026, 11, 24, 17, 0, tzinfo=UTC))
        put(at_desk, Due("clock", 77, "reminder", "user:luzr", "named", datetime(2026, 11, 24, 15, 50, tzinfo=UTC)))
    assert counted(run("balance", "--day", "2026-11-24").output)["due"] == before
    assert counted(run("balance", "--day", "2026-11-25").output)["due"] == 1


def test_stranger_among_the_states_breaks_the_balance(run: Run, desk: Runtime) -> None:
    put_some(desk, datetime.now(UTC))
    with desk.database.transaction() as session:
        [row] = to_send.waiting_for(session, "user:luzr", 5)
        row.state = "lost"
    said = run("balance")
    assert said.exit_code == 1 and "不平" in said.output


def test_what_was_unknown_is_told_with_how_it_was_resolved(run: Run, desk: Runtime) -> None:
    now = datetime.now(UTC)
    with desk.database.transaction() as session:
        at_desk = desk.desk(session)
        for number, (channel, outcomes) in enumerate(
            (("push_key", ("unknown", "sent")), ("app", ("unknown", "sent")), ("push_key", ("unknown", "unknown")))
        ):
            put(at_desk, Due("event", number, "notice", "user:luzr", "named", now, step=str(number)))
            message = Message(destination="user:luzr", channel=channel, address="a", body={}, state=outcomes[-1])
            message.created_at = message.not_before = now
            session.add(message)
            session.flush()
            for outcome in outcomes:
                session.add(
                    Attempt(message_id=message.id, started_at=now, outcome=outcome, body_sha256="b", address_hash="a")
                )
            [row] = to_send.waiting_for(session, "user:luzr", 5)
            row.message_id, row.state, row.ended_at, row.end_reason = message.id, outcomes[-1], now, "no answer"
            session.flush()
    said = run("balance", "--unknown")
    lines = [line.split() for line in said.output.splitlines()]
    assert ["补发后送达", "1"] in lines and ["同文重发，平台查重后送达", "1"] in lines and ["仍不明", "1"] in lines
    assert "no answer" not in said.output
    listed = [line for line in said.output.splitlines() if "陆主任" in line or "luzr" in line]
    assert len(listed) == 3 and sum("没有回音" in line for line in listed) == 1
    assert "发往" not in run("balance", "--unknown", "--until", "2020-01-01").output
    assert said.output.endswith("平\n")


def test_delivery_that_is_open_and_ended_at_once_breaks_the_balance(run: Run, desk: Runtime) -> None:
    put_some(desk, datetime.now(UTC))
    with desk.database.transaction() as session:
        [row] = to_send.waiting_for(session, "user:luzr", 5)
        row.ended_at = datetime.now(UTC)
    said = run("balance")
    assert said.exit_code == 1 and "不平" in said.output


@pytest.mark.parametrize(("state", "of_message"), [("sent", None), ("unknown", "waiting"), ("pending", "superseded")])
def test_what_no_message_proves_breaks_the_balance(run: Run, desk: Runtime, state: str, of_message: str | None) -> None:
    now = datetime.now(UTC)
    put_some(desk, now)
    with desk.database.transaction() as session:
        [row] = to_send.waiting_for(session, "user:luzr", 5)
        if of_message:
            message = Message(destination="user:luzr", channel="app", address="a", body={}, state=of_message)
            message.created_at = message.not_before = now
            session.add(message)
            session.flush()
            row.message_id = message.id
        row.state, row.ended_at = state, None if state == "pending" else now
    said = run("balance")
    assert said.exit_code == 1 and "自相矛盾 1 条" in said.output
