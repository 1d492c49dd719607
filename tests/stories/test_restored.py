"""After a restore everybody hears at most one message, marked where it may be the second."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from actions.desk_clock import set_clock
from console.commands import cli
from models.delivery import Delivery
from models.message import Message
from models.queries import messages
from simulator.message import Message as Heard
from tests.stories import town
from tests.stories.desk import StoryDesk


@pytest.fixture(autouse=True)
def chosen(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUIBAN_CONFIG", str(desk.config_path))


def commands(*arguments: str) -> str:
    said = CliRunner().invoke(cli, arguments)
    assert said.exit_code == 0, said.output
    return said.output


def goes_on_with(desk: StoryDesk, backup: Path, *, minutes: int) -> None:
    """Restore and start again when it is later; desk time ran on meanwhile."""
    now = desk.now
    desk.runtime.database.close()
    commands("restore", "--replace", str(backup))
    desk.machine.now += timedelta(minutes=minutes)
    with desk.runtime.database.transaction() as session:
        set_clock(session, desk.machine(), now + timedelta(minutes=minutes), 0.0)
    desk.all_read()
    desk.runtime.scan()
    desk.runtime.send()


def test_hours_of_reminders_are_not_told_again(desk: StoryDesk, tmp_path: Path) -> None:
    for number in (town.NUMBER, town.NUMBER[:-1] + "3", town.NUMBER[:-1] + "5"):
        desk.pastes("zuoxi02", town.order(number))
    backup = tmp_path / "morning.backup"
    commands("backup", "-o", str(backup))
    desk.advance_to("12:00")
    goes_on_with(desk, backup, minutes=10)
    fresh = Counter(message.chat for message in unread(desk))
    assert fresh and max(fresh.values()) == 1, fresh
    assert desk.knows(town.NUMBER)


def unread(desk: StoryDesk) -> list[Heard]:
    chats = {message.chat for message in desk.said_by_the_product()}
    people = [desk.direct(chat.removeprefix("app:")) for chat in chats if chat.startswith("app:")]
    groups = [desk.group(chat) for chat in chats if chat.startswith("wr")]
    return [message for chat in (*people, *groups) for message in chat.unread()]


def test_what_waited_for_another_try_may_have_left_and_is_marked(desk: StoryDesk, tmp_path: Path) -> None:
    desk.walks_to_assigned()
    with desk.runtime.database.transaction() as session:
        last = session.query(Message).order_by(Message.id.desc()).first()
        assert last is not None
        last.state, last.ended_at, last.not_before = "waiting", None, desk.machine() + timedelta(minutes=1)
        message_id = last.id
        for row in session.query(Delivery).filter_by(message_id=message_id):
            row.state, row.ended_at = "pending", None
    backup = tmp_path / "one.backup"
    commands("backup", "-o", str(backup))
    goes_on_with(desk, backup, minutes=5)
    with desk.runtime.database.reading() as session:
        assert messages.progress_of(session, message_id).repeats == 1
