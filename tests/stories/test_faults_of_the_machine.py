"""Disk full, database locked or gone, Redis emptied, clock an hour off: a clear state, and afterwards everything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.exc import OperationalError

from actions.desk_clock import desk_now, set_clock
from tests.stories.conftest import holds_at_the_end
from tests.stories.desk import StoryDesk, story_desk
from tests.stories.test_jumping_clock import Machine
from tests.stories.town import NUMBER, SECOND, order

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def on_postgresql(tmp_path: Path, postgres_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    """The desk of the stories on PostgreSQL."""
    with story_desk(tmp_path, postgres_url, valkey_url) as opened:
        yield opened
        holds_at_the_end(opened)


@contextmanager
def connections_that(desk: StoryDesk, prepare: Any) -> Iterator[None]:
    """Prepare every connection that is opened meanwhile."""
    engine = desk.runtime.database.engine
    engine.dispose()
    event.listen(engine, "connect", prepare)
    try:
        yield
    finally:
        event.remove(engine, "connect", prepare)
        engine.dispose()


@contextmanager
def full_disk(desk: StoryDesk) -> Iterator[None]:
    """Let the database file grow no more: SQLite says what it says of a full disk."""
    with connections_that(desk, lambda connection, _: connection.execute("PRAGMA max_page_count=1")):
        yield


@contextmanager
def somebody_elses_lock(desk: StoryDesk) -> Iterator[None]:
    """Let another process hold the write lock longer than anybody waits for it."""
    other = sqlite3.connect(str(make_url(desk.runtime.database.url).database))
    with connections_that(desk, lambda connection, _: connection.execute("PRAGMA busy_timeout=20")):
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()
    other.close()


def later(desk: StoryDesk, span: timedelta) -> None:
    """Let desk time go on without anybody looking."""
    with desk.runtime.database.transaction() as session:
        set_clock(session, desk.machine(), desk_now(session, desk.machine()) + span, 0.0)


def a_round(desk: StoryDesk) -> None:
    """One scan and one round of sending, as two jobs do them: what the database refuses ends the job."""
    for job in (desk.runtime.scan, desk.runtime.send):
        with suppress(OperationalError):
            job()


@pytest.mark.parametrize("trouble", [full_disk, somebody_elses_lock])
def test_message_that_cannot_be_stored_gets_no_200_and_is_taken_in_when_it_is_said_again(
    desk: StoryDesk, trouble: Any
) -> None:
    desk.pastes("zuoxi02", order())
    with trouble(desk):
        # A page of the file may have room for a little; a paste has no room in any.
        heard = desk.sim.hears("zuoxi02", order(SECOND, 主要内容="路灯坏了。" * 400), "app")
        assert {exchange.status for exchange in heard.exchanges} == {503}
    assert not desk.knows(SECOND)
    assert "已登记】" in desk.pastes("zuoxi02", order(SECOND))


@pytest.mark.parametrize("trouble", [full_disk, somebody_elses_lock])
def test_reminder_that_could_not_be_written_is_told_once_when_it_can(desk: StoryDesk, trouble: Any) -> None:
    numbers = [f"2026111800{tail}" for tail in range(4600, 4630)]
    for number in numbers:
        desk.pastes("zuoxi02", order(number))
    desk.all_read()
    later(desk, 20 * MINUTE)
    with trouble(desk):
        for _ in range(3):
            a_round(desk)
        assert desk.group("wrDESK").unread() == []
    a_round(desk)
    desk.group("wrDESK").expects("共30件（30件已超时）", numbers[0])
    desk.group("wrDESK").expects_nothing()
    assert desk.api("/delivery")["pending"] == 0


def test_reading_goes_on_while_nothing_can_be_written(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    with somebody_elses_lock(desk):
        assert desk.ticket().state == "pending_sign"


def test_restarted_database_costs_the_work_of_a_moment_and_nothing_else(on_postgresql: StoryDesk) -> None:
    desk = on_postgresql
    desk.pastes("zuoxi02", order())
    desk.all_read()
    later(desk, 10 * MINUTE)
    engine = desk.runtime.database.engine

    def ends_all_connections(connection: Any, *_: Any) -> None:
        event.remove(engine, "commit", ends_all_connections)
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    for job in (desk.runtime.scan, desk.runtime.send):
        event.listen(engine, "commit", ends_all_connections)
        with pytest.raises(OperationalError):
            job()
    desk.group("wrDESK").expects_nothing()
    a_round(desk)
    desk.group("wrDESK").expects("签收提醒", NUMBER)
    desk.group("wrDESK").expects_nothing()
    assert "已签收" in desk.says("zuoxi02", "/签收 4512")


def test_emptied_redis_neither_loses_nor_doubles_anything(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.all_read()
    for minute in range(21):
        desk.runtime.redis.flushall()
        a_round(desk)
        later(desk, MINUTE)
        assert minute < 20 or desk.direct("sunzr").unread()
    told = [message.text for message in desk.group("wrDESK").unread()]
    assert len(told) == len(set(told)) == 4
    assert desk.api("/delivery")["pending"] == 0


def test_emptied_redis_does_not_let_more_through_than_the_platform_takes(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    for number in range(45):
        desk.runtime.redis.flushall()
        desk.says("zuoxi02", f"/催办 4512 第{number}次")
    desk.runtime.send()
    assert not desk.sim.city.drops
    refused = [row for row in desk.sim.city.messages("wrQINGHE") if "45009" in row.text]
    assert refused == []


@pytest.mark.parametrize("wrong_by", [HOUR, -HOUR], ids=["forward", "back"])
def test_clock_that_jumps_by_an_hour_and_stays_tells_nothing_twice(desk: StoryDesk, wrong_by: timedelta) -> None:
    machine = Machine(desk)
    desk.pastes("zuoxi02", order())
    told: list[str] = []
    for minute in range(50 if wrong_by > timedelta() else 110):
        machine.gone = minute * MINUTE
        machine.wrong_by = wrong_by if minute >= 12 else timedelta()
        a_round(desk)
        if 12 <= minute < 22:
            # Nothing fires from a clock that nobody can believe.
            assert len(desk.group("wrDESK").unread()) == len(told)
        told = [message.text for message in desk.group("wrDESK").unread()]
    assert len(told) == len(set(told))
    steps = [row["step"] for row in desk.ticket().shape["deliveries"] if row["stage"] == "sign"]
    assert {"-10m", "0m"} <= set(steps)
    ends = {row["step"]: row["state"] for row in desk.ticket().shape["deliveries"] if row["stage"] == "sign"}
    assert ends["-10m"] == ends["0m"] == "sent"
