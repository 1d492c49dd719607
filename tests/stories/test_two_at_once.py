"""Two people, or a person and the clock, at the same moment: one of them wins whole, on either database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from actions.desk_clock import set_clock
from actions.journal import Source
from actions.signing import sign
from models.queries import tickets as queries
from tests.stories.conftest import holds_at_the_end
from tests.stories.desk import ZONE, StoryDesk, real_line, story_desk
from tests.stories.town import NUMBER, order


@pytest.fixture
def desk(tmp_path: Path, database_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    """The desk of the stories on each database, reached over a real line."""
    with story_desk(tmp_path, database_url, valkey_url) as opened, real_line(opened):
        yield opened
        holds_at_the_end(opened)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Start all acts at one moment, each in a thread of its own; return what they returned."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def kinds(desk: StoryDesk) -> list[str]:
    return [event["kind"] for event in desk.ticket().shape["events"]]


def test_scan_that_waited_for_a_sign_writes_no_breach_over_it(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.advance_to("10:19")
    with desk.runtime.database.transaction() as session:
        due = datetime(2026, 11, 18, 10, 20, 5, tzinfo=ZONE).astimezone(UTC)
        set_clock(session, desk.machine(), due, 0.0)
    begun = threading.Event()

    def signing() -> None:
        with desk.runtime.database.transaction() as session:
            here = desk.runtime.desk(session)
            [ticket] = queries.with_numbers(session, [NUMBER])
            begun.set()
            stated = datetime(2026, 11, 18, 10, 19, tzinfo=ZONE).astimezone(UTC)
            sign(here, ticket, Source(actor="zuoxi02"), stated)

    def scanning() -> int:
        begun.wait()
        return desk.runtime.scan()

    together(signing, scanning)
    assert desk.ticket().clock("sign")["outcome"] == "met"
    assert "breached" not in kinds(desk)


def test_two_agents_signing_at_once_sign_once(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    answers = together(*(lambda who=who: desk.says(who, "/签收 4512") for who in ("zuoxi02", "zuoxi03")))
    assert sum("已签收" in answer and "请" in answer for answer in answers) >= 1 and len(set(answers)) == 2
    assert kinds(desk).count("signed") == 1


def test_two_agents_assigning_at_once_assign_to_one_unit(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for command in ("/签收 4512", "/初核 4512 属实"):
        desk.says("zuoxi02", command)
    wishes = (("zuoxi02", "青禾"), ("zuoxi03", "北柳巷"))
    together(*(lambda who=who, unit=unit: desk.says(who, f"/转办 4512 {unit}") for who, unit in wishes))
    assert kinds(desk).count("assigned") == 1
    desk.runtime.send()
    told = [name for name in ("wrQINGHE", "wrBEILIU") if desk.group(name).unread()]
    assert len(told) == 1
    assert desk.ticket().shape["lead_unit"] in ("青禾家园社区", "北柳巷社区")


def test_two_senders_send_each_reminder_once(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.all_read()
    with desk.runtime.database.transaction() as session:
        set_clock(session, desk.machine(), datetime(2026, 11, 18, 2, 10, tzinfo=UTC), 0.0)
    desk.runtime.scan()
    together(desk.runtime.send, desk.runtime.send, desk.runtime.send)
    desk.group("wrDESK").expects("签收", NUMBER)
    assert not desk.group("wrDESK").unread()
