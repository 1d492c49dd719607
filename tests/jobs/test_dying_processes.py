"""A clock, an order or a message that kills whoever works on it is set aside after three deaths; the others go on."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from actions import firing, reminders, setting_aside
from actions.desk_clock import desk_now, set_clock
from models.clock import Clock
from models.delivery import Delivery
from models.inbox import InboxRow
from models.set_aside import SetAside, Undertaking
from tests.stories.conftest import desk  # noqa: F401 - the fixture of a whole desk
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, order

DEAD = 66


def in_a_child(work: Callable[[], object]) -> int:
    """Do something in a process of its own, as a worker would; return how it ended."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - nothing may come back out of the child
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def until_it_lives(desk: StoryDesk, work: Callable[[], object], *, at_most: int = 8) -> int:  # noqa: F811
    """Start a worker again and again as the supervisor does; return how often it died."""
    for deaths in range(at_most):
        desk.runtime.database.close()
        ended = in_a_child(work)
        assert ended in (0, DEAD)
        if ended == 0:
            return deaths
        desk.machine_passes(seconds=31)
    raise AssertionError("it dies for ever")


def count(desk: StoryDesk, table: type[Any]) -> list[Any]:  # noqa: F811
    with desk.runtime.database.reading() as session:
        rows = list(session.query(table).order_by(table.id))
        session.expunge_all()
        return rows


def test_clock_that_kills_the_scan_is_set_aside_and_the_others_are_told(
    desk: StoryDesk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in (NUMBER, SECOND):
        desk.pastes("zuoxi02", order(number))
    killer = next(clock for clock in count(desk, Clock) if clock.stage == "sign")
    sound = reminders.fire

    def fire(on: Any, clock: Clock) -> Any:
        if clock.id == killer.id:
            os._exit(DEAD)
        return sound(on, clock)

    monkeypatch.setattr(reminders, "fire", fire)
    desk.all_read()
    move_desk_time(desk, timedelta(minutes=11))
    assert until_it_lives(desk, desk.runtime.scan) == 3
    desk.runtime.send()
    [fault] = count(desk, SetAside)
    assert (fault.kind, fault.subject_id, fault.tries, fault.error) == ("clock", killer.id, 3, setting_aside.DIED)
    said = [message.text for message in desk.group("wrDESK").unread()]
    assert any("签收提醒" in each and SECOND in each for each in said)
    assert any("【提醒故障】" in each and NUMBER in each and str(fault.reference) in each for each in said)
    # A restart does not try at once what kills.
    desk.runtime.try_again()
    assert in_a_child(desk.runtime.scan) == 0


def test_order_that_kills_the_sender_is_set_aside_and_the_other_chats_are_served(
    desk: StoryDesk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实"):
        desk.says("zuoxi02", command)
    desk.all_read()
    monkeypatch.setattr("texts.orders.order_for_group", lambda *_: os._exit(DEAD))
    monkeypatch.setattr(desk.runtime.sender, "run", lambda: 0)
    desk.says("zuoxi02", "/转办 4512 青禾")
    monkeypatch.delattr(desk.runtime.sender, "run")
    deaths = until_it_lives(desk, desk.runtime.send)
    desk.runtime.send()
    assert deaths == 4, "one to learn that it dies, three of the order itself"
    [fault] = count(desk, SetAside)
    assert (fault.kind, fault.error, fault.outcome) == ("delivery", setting_aside.DIED, "ended")
    told = {row.kind: row.state for row in count(desk, Delivery) if row.destination.startswith("group:")}
    assert told["order"] == "failed"
    desk.group("wrQINGHE").expects("【提醒故障】", NUMBER, str(fault.reference))


def test_message_that_kills_its_handler_is_set_aside_and_the_sender_is_told(
    desk: StoryDesk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("bot.dispatch.answer_message", lambda *_: 1 / 0)
        desk.hears("zuoxi02", "/待办")
    with monkeypatch.context() as patch:
        patch.setattr("bot.dispatch.answer_message", lambda *_: os._exit(DEAD))
        desk.machine_passes(seconds=11)
        assert until_it_lives(desk, desk.runtime.sweep) == 2
    [row] = count(desk, InboxRow)
    [fault] = count(desk, SetAside)
    assert row.state == "set_aside" and (fault.error, fault.reference) == (setting_aside.DIED, row.reference)
    desk.runtime.send()
    desk.direct("zuoxi02").expects("处理这条消息时出错", str(row.reference))


def test_scan_that_was_merely_killed_leaves_no_fault_behind(
    desk: StoryDesk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.pastes("zuoxi02", order())
    move_desk_time(desk, timedelta(minutes=11))
    desk.runtime.database.close()
    with monkeypatch.context() as patch:
        patch.setattr(firing, "fire_due", lambda *_: os._exit(DEAD))
        assert in_a_child(desk.runtime.scan) == DEAD
    assert len(count(desk, Undertaking)) == 1
    desk.machine_passes(seconds=31)
    desk.runtime.scan()
    desk.runtime.send()
    assert count(desk, SetAside) == [] and count(desk, Undertaking) == []
    desk.group("wrDESK").expects("签收提醒", NUMBER)


def move_desk_time(desk: StoryDesk, by: timedelta) -> None:  # noqa: F811
    with desk.runtime.database.transaction() as session:
        set_clock(session, desk.machine(), desk_now(session, desk.machine()) + by, 0.0)
