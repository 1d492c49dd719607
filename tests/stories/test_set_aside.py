"""What raises three times is set aside under a reference: counted, shown, told to those who now watch by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from actions import firing, reminders, replying
from console.doctor import doctor
from console.story import explain, show
from models.clock import Clock
from models.queries import set_aside as queries
from models.set_aside import SetAside
from tests.stories.desk import StoryDesk
from tests.stories.town import NUMBER, SECOND, order

_REFERENCE = re.compile(r"编号 ([0-9a-f]{6})")


def spoil(desk: StoryDesk, statement: str, **values: Any) -> None:
    """Damage a row the way no code of ours would."""
    with desk.runtime.database.transaction() as session:
        session.execute(text(statement), values)


def spoil_clocks(desk: StoryDesk, number: str = NUMBER, policy: str = '{"steps": "unreadable"}') -> None:
    which = "SELECT id FROM tickets WHERE ticket_no = :number"
    spoil(
        desk,
        f"UPDATE clocks SET policy = :policy WHERE ticket_id IN ({which})",
        policy=policy,
        number=number,
    )


def faults(desk: StoryDesk) -> list[SetAside]:
    with desk.runtime.database.reading() as session:
        rows = list(session.query(SetAside).order_by(SetAside.id))
        session.expunge_all()
        return rows


@contextmanager
def on_the_machine(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("CUIBAN_CONFIG", str(desk.config_path))
    yield CliRunner()


@pytest.mark.parametrize("policy", ['{"steps": "unreadable"}', "no json at all"])
def test_ticket_whose_reminders_cannot_be_made_is_watched_by_hand_and_the_others_go_on(
    desk: StoryDesk, policy: str
) -> None:
    for number in (NUMBER, SECOND):
        desk.pastes("zuoxi02", order(number))
    spoil_clocks(desk, policy=policy)
    desk.all_read()
    desk.advance_to("10:12")
    told = desk.direct("sunzr").expects("【提醒故障】", NUMBER, "请人工盯紧时限")
    reference = _REFERENCE.search(told.text)
    [fault] = faults(desk)
    assert reference is not None and (fault.reference, fault.kind) == (reference[1], "clock")
    desk.group("wrDESK").expects("签收提醒", SECOND)
    desk.group("wrDESK").expects("【提醒故障】", NUMBER, reference[1], mentions=["zuoxi02"])
    desk.advance_to("13:30")
    assert [m.text for m in desk.direct("sunzr").unread() if "故障" in m.text] == []
    assert any("签收" in message.text and SECOND in message.text for message in desk.group("wrDESK").unread())


def test_reminders_that_work_again_are_told_as_mended_and_catch_up(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.pastes("zuoxi02", order())
    with monkeypatch.context() as patch:
        patch.setattr(reminders, "decide", lambda *_: 1 / 0)
        desk.advance_to("10:12")
    desk.all_read()
    desk.advance_to("10:30")
    desk.group("wrDESK").expects_nothing()
    # A new release is a restart.
    desk.runtime.try_again()
    desk.advance_to("10:31")
    said = [message.text for message in desk.group("wrDESK").unread()]
    assert any("【提醒恢复】" in each and NUMBER in each for each in said)
    assert any("签收" in each and "超" in each for each in said)
    assert [fault.outcome for fault in faults(desk)] == ["mended"]


def test_what_is_set_aside_is_tried_each_hour(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.pastes("zuoxi02", order())
    with monkeypatch.context() as patch:
        patch.setattr(reminders, "decide", lambda *_: 1 / 0)
        desk.advance_to("10:12")
        assert [(fault.tries, fault.error) for fault in faults(desk)] == [(3, "ZeroDivisionError")]
        desk.advance_to("11:05")
        assert [fault.tries for fault in faults(desk)] == [3]
        desk.advance_to("11:15")
        assert [fault.tries for fault in faults(desk)] == [4]
    desk.advance_to("12:15")
    assert [fault.outcome for fault in faults(desk)] == ["mended"]


def test_clock_that_fails_once_is_tried_again_within_the_minute_and_nobody_hears_of_it(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.pastes("zuoxi02", order())
    desk.all_read()
    sound, n_tries = reminders.decide, 0

    def fails_twice(*arguments: Any) -> Any:
        nonlocal n_tries
        n_tries += 1
        return 1 / 0 if n_tries <= 2 else sound(*arguments)

    monkeypatch.setattr(reminders, "decide", fails_twice)
    desk.advance_to("10:11")
    desk.group("wrDESK").expects("签收提醒", NUMBER)
    desk.group("wrDESK").expects_nothing()
    assert faults(desk) == []


def test_order_that_cannot_be_worded_fails_and_the_unit_is_told_that_much(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实"):
        desk.says("zuoxi02", command)
    monkeypatch.setattr("texts.orders.order_for_group", lambda *_: 1 / 0)
    desk.says("zuoxi02", "/转办 4512 青禾")
    for _ in range(4):
        desk.machine_passes(seconds=21)
        desk.runtime.send()
    told = desk.group("wrQINGHE").expects("【提醒故障】", NUMBER, "请照常按时办理")
    reference = _REFERENCE.search(told.text)
    assert reference is not None
    assert any(reference[1] in message.text for message in desk.group("wrDESK").unread())
    failed = [row for row in desk.ticket().shape["deliveries"] if row["state"] == "failed"]
    assert len(failed) == 1 and desk.api("/delivery")["failed"] == 1


def test_ticket_that_cannot_be_archived_keeps_no_other_from_it(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (NUMBER, SECOND):
        desk.pastes("zuoxi02", order(number))
        spoil(desk, "UPDATE tickets SET state = 'replied', replied_at = '2026-10-18' WHERE ticket_no = :no", no=number)
    sound = replying.archive

    def archive(on: Any, ticket: Any) -> Any:
        return 1 / 0 if ticket.ticket_no == NUMBER else sound(on, ticket)

    monkeypatch.setattr(replying, "archive", archive)
    assert desk.runtime.chores.archive() == 1
    assert (desk.ticket(NUMBER).state, desk.ticket(SECOND).state) == ("replied", "archived")
    for _ in range(2):
        desk.machine_passes(hours=1)
        desk.runtime.chores.archive()
    with desk.runtime.database.reading() as session:
        fault = queries.open_fault(session, "archive", faults(desk)[0].subject_id)
        assert fault is not None and fault.reference is not None
    monkeypatch.undo()
    assert desk.runtime.chores.archive() == 0, "its hour has not come"
    desk.runtime.try_again()
    assert desk.runtime.chores.archive() == 1
    assert [fault.outcome for fault in faults(desk)] == ["mended"]


def test_what_is_set_aside_is_shown_wherever_somebody_looks(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.pastes("zuoxi02", order())
    spoil_clocks(desk)
    desk.advance_to("10:12")
    [fault] = faults(desk)
    assert f"提醒1项（编号 {fault.reference}）" in desk.says("guanli", "/系统状态")
    with on_the_machine(desk, monkeypatch) as shell:
        assert str(fault.reference) in shell.invoke(doctor, []).output
        for command in (show, explain):
            shown = shell.invoke(command, [NUMBER]).output
            assert f"提醒出故障，试了3次（编号 {fault.reference}）" in shown, shown


def test_message_that_was_set_aside_is_shown_too(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.dispatch.answer_message", lambda *_: 1 / 0)
    desk.hears("zuoxi02", "/待办")
    for _ in range(3):
        desk.machine_passes(seconds=11)
        desk.runtime.sweep()
    monkeypatch.undo()
    [fault] = faults(desk)
    assert (fault.kind, fault.outcome, fault.error) == ("inbound", "ended", "ZeroDivisionError")
    assert f"收到的消息1项（编号 {fault.reference}）" in desk.says("guanli", "/系统状态")


def test_many_that_break_at_once_are_one_message(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [f"2026111800{number:04d}" for number in range(4512, 4518)]
    for number in numbers:
        desk.pastes("zuoxi02", order(number))
    desk.all_read()
    monkeypatch.setattr(reminders, "decide", lambda *_: 1 / 0)
    desk.advance_to("10:12")
    told = desk.group("wrDESK").expects("【提醒故障】有6条提醒出了故障，涉及6件工单", *numbers)
    desk.group("wrDESK").expects_nothing()
    assert len(told.text.encode()) < 2048


def test_many_that_work_again_are_told_as_that(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [f"2026111800{number:04d}" for number in range(4512, 4518)]
    for number in numbers:
        desk.pastes("zuoxi02", order(number))
    with monkeypatch.context() as patch:
        patch.setattr(reminders, "decide", lambda *_: 1 / 0)
        desk.advance_to("10:12")
    desk.all_read()
    desk.runtime.try_again()
    desk.advance_to("10:13")
    desk.group("wrDESK").expects("【提醒恢复】有6条提醒已恢复正常，涉及6件工单（编号 ", *numbers)
    assert not any("故障" in message.text for message in desk.group("wrDESK").unread())


def test_unit_whose_orders_cannot_be_worded_reads_what_a_unit_has_to_do(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [f"2026111800{number:04d}" for number in range(4512, 4517)]
    for number in numbers:
        desk.pastes("zuoxi02", order(number))
        for command in (f"/签收 {number}", f"/初核 {number} 属实"):
            desk.says("zuoxi02", command)
    monkeypatch.setattr("texts.orders.order_for_group", lambda *_: 1 / 0)
    for number in numbers:
        desk.says("zuoxi02", f"/转办 {number} 青禾")
    desk.group("wrDESK").is_read()
    for _ in range(4):
        desk.machine_passes(seconds=21)
        desk.runtime.send()
    told = desk.group("wrQINGHE").expects("【提醒故障】有5条消息没能生成", "请照常按时办理", *numbers)
    assert "盯紧" not in told.text and "管理员" not in told.text
    desk.group("wrDESK").expects("【提醒故障】有5条消息没能生成", "请人工盯紧时限", *numbers)


def test_message_that_cannot_even_be_opened_is_set_aside_and_others_are_answered(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("bot.dispatch.answer_message", lambda *_: 1 / 0)
        for userid in ("zuoxi02", "zuoxi01"):
            desk.hears(userid, "/待办")
    with desk.runtime.database.transaction() as session:
        connection = session.connection()
        broken = bytearray(
            connection.exec_driver_sql("SELECT message FROM inbox WHERE sender = 'zuoxi02'").scalar_one()
        )
        broken[-1] ^= 1
        connection.execute(text("UPDATE inbox SET message = :m WHERE sender = 'zuoxi02'"), {"m": bytes(broken)})
    for _ in range(6):
        desk.machine_passes(seconds=21)
        desk.runtime.sweep()
        desk.runtime.send()
    desk.direct("zuoxi01").expects("待办")
    told = desk.direct("zuoxi02").expects("处理这条消息时出错")
    assert {fault.kind for fault in faults(desk)} == {"inbound", "delivery"}
    assert _REFERENCE.search(told.text) is not None


def test_patrol_that_cannot_be_kept_stops_no_reminder_and_is_told(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.pastes("zuoxi02", order())
    desk.all_read()
    monkeypatch.setattr("actions.looks.ensure_patrol", lambda *_: 1 / 0)
    for clock in ("10:05", "10:11", "10:16", "10:18"):
        desk.advance_to(clock)
    said = [message.text for message in desk.group("wrDESK").unread()]
    assert any("签收提醒" in each for each in said)
    assert sum("请按时人工查看平台" in each for each in said) == 1


def test_clock_signed_while_the_scan_goes_through_those_that_failed_is_no_breach(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.pastes("zuoxi02", order())
    with desk.runtime.database.reading() as session:
        [found] = session.query(Clock.id).filter(Clock.stage == "sign").one()
    desk.says("zuoxi02", "/签收 4512")
    # It was still running when those were read that are fired one by one.
    monkeypatch.setattr(firing, "due_alone", lambda _desk: [found])
    desk.advance_to("10:30")
    assert desk.ticket().clock("sign")["breached_at"] is None
    assert "breached" not in desk.ticket().kinds
