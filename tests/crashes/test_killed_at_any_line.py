"""At whatever line a process dies: what was due is told once, or again with its mark, and nothing is done twice."""

from __future__ import annotations

import multiprocessing
import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
import redis

from actions.desk_clock import desk_now, set_clock
from bot.wecom.bodies import REPEAT_MARK
from tests.crashes import mortal
from tests.stories.desk import StoryDesk, story_desk
from tests.stories.town import NUMBER, order

SAMPLED = 6
EVERY_LINE = bool(os.environ.get("CUIBAN_EVERY_LINE"))
Open = Callable[[], AbstractContextManager[StoryDesk]]

pytestmark = pytest.mark.timeout(4 * 3600 if EVERY_LINE else 300)


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """A server that holds the product's code and forks a process at once."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["tests.crashes.mortal"])
    return found


@pytest.fixture
def desks(tmp_path: Path, request: pytest.FixtureRequest, valkey_url: str) -> Open:
    """Open a new desk as often as asked."""
    template, count = request.getfixturevalue("sqlite_template"), iter(range(10**6))

    @contextmanager
    def opened() -> Iterator[StoryDesk]:
        folder = tmp_path / str(next(count))
        folder.mkdir()
        redis.Redis.from_url(valkey_url).flushall()
        with story_desk(folder, template.copy_to(folder / "cuiban.db"), valkey_url) as desk:
            yield desk

    return opened


def lines_to_die_at(n_lines: int, seed: int) -> list[int]:
    """A sample of all lines, or every one."""
    every = range(1, n_lines + 1)
    return list(every) if EVERY_LINE else sorted(random.Random(seed).sample(every, SAMPLED))


def recover(desk: StoryDesk) -> None:
    """Let others take over: leases run out, and what was left behind is found."""
    for seconds in (25, 5, 5, 5):
        desk.machine_passes(seconds=seconds)
        desk.runtime.sweep()
        desk.runtime.scan()
        desk.runtime.send()


def told_once_or_again_with_a_mark(desk: StoryDesk, chat: str, *words: str) -> None:
    texts = [message.text for message in desk.group(chat).unread() if all(word in message.text for word in words)]
    plain = [text for text in texts if not text.startswith(REPEAT_MARK)]
    assert len(plain) <= 1 and 1 <= len(texts) <= 2, texts
    assert {text.removeprefix(REPEAT_MARK) for text in texts} == {texts[0].removeprefix(REPEAT_MARK)}


def all_has_its_end(desk: StoryDesk) -> None:
    counted = desk.api("/delivery")
    assert counted["pending"] == counted["failed"] == counted["unknown"] == 0, counted
    assert counted["due"] == counted["sent"] + counted["superseded"] + counted["held"]


def due_step(desk: StoryDesk) -> mortal.Work:
    """Ten minutes after an order was dispatched, before anybody scanned."""
    desk.pastes("zuoxi02", order(派单时间="2026-11-18 09:50:30"))
    desk.all_read()
    desk.machine_passes(seconds=1)
    with desk.runtime.database.transaction() as session:
        set_clock(session, desk.machine(), desk_now(session, desk.machine()) + timedelta(minutes=1), 0.0)
    return mortal.Work(desk.config_path, desk.machine())


class MortalWeb:
    """The web of a desk in processes of its own, the first of which dies at a line; the platform tries again."""

    def __init__(self, desk: StoryDesk, processes: ForkServerContext, nth: int) -> None:
        self.desk, self.processes, self.nth, self.n_lines = desk, processes, nth, 0

    def __call__(
        self, method: str, path: str, query: dict[str, str], body: bytes, kind: str, _seconds: float
    ) -> tuple[int, bytes]:
        work = mortal.Work(self.desk.config_path, self.desk.machine(), (method, path, query, body, kind))
        death = mortal.run(self.processes, work, self.nth)
        self.n_lines, self.nth = death.n_lines, mortal.NEVER
        if death.response is None:
            raise ConnectionResetError
        return death.response


def signs(desk: StoryDesk, processes: ForkServerContext, nth: int) -> int:
    """Let an agent sign while the web dies at a line; return how many lines there were."""
    desk.pastes("zuoxi02", order())
    desk.all_read()
    web = desk.sim.driver.wire = MortalWeb(desk, processes, nth)
    heard = desk.hears("zuoxi02", "/签收 4512")
    assert heard.exchanges[-1].status == 200
    recover(desk)
    answers = [text for text in [heard.answer, *(m.text for m in desk.direct("zuoxi02").unread())] if text]
    assert len([text for text in answers if "已签收" in text]) == 1, answers
    assert desk.ticket().kinds == ["created", "signed"]
    all_has_its_end(desk)
    return web.n_lines


def test_reminder_survives_a_death_at_any_line_of_scan_and_send(desks: Open, processes: ForkServerContext) -> None:
    with desks() as desk:
        n_lines = mortal.run(processes, due_step(desk), mortal.NEVER).n_lines
        told_once_or_again_with_a_mark(desk, "wrDESK", "签收提醒", NUMBER)
    assert n_lines > 300
    for nth in lines_to_die_at(n_lines, seed=4):
        with desks() as desk:
            assert mortal.run(processes, due_step(desk), nth).response is None, nth
            recover(desk)
            told_once_or_again_with_a_mark(desk, "wrDESK", "签收提醒", NUMBER)
            assert len([message for message in desk.direct("zuoxi02").unread() if NUMBER in message.text]) == 1
            all_has_its_end(desk)


def test_command_is_done_and_answered_once_though_the_web_dies_at_any_line(
    desks: Open, processes: ForkServerContext
) -> None:
    with desks() as desk:
        n_lines = signs(desk, processes, mortal.NEVER)
    assert n_lines > 300
    for nth in lines_to_die_at(n_lines, seed=5):
        with desks() as desk:
            signs(desk, processes, nth)
