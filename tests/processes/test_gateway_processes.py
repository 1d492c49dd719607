"""The long connection outlives its process: killed, the next has it at once; stopped, another takes it and keeps it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import config
from bot.wecom.bodies import REPEAT_MARK
from config import ROOT
from simulator.long_connection import Standing
from tests.stories.desk import StoryDesk, story_desk
from tests.stories.line import UNANSWERED, eventually

pytestmark = [pytest.mark.processes, pytest.mark.timeout(500)]
# A loaded machine takes its time to start a process; a lease runs out after 22 s.
START, TAKEN = 90.0, 90.0
GROUP, WHO, ASK = "wrQINGHE", "liwg", "/待办"
Start = Callable[[str], "subprocess.Popen[bytes]"]


@pytest.fixture
def desk(tmp_path: Path, postgres_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    # Whoever is stopped in the middle of a transaction on SQLite keeps all the others from writing.
    with story_desk(tmp_path, postgres_url, valkey_url, long_connection=True) as opened:
        # The gateway's processes have the real time.
        opened.machine.now = datetime.now(UTC)
        yield opened


@pytest.fixture
def start(desk: StoryDesk) -> Iterator[Start]:
    """Start the gateway of an installation that shares its database with the others."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(var: str) -> subprocess.Popen[bytes]:
        path = desk.config_path.with_name(f"{var}.toml")
        path.write_text(desk.config_path.read_text(encoding="utf-8").replace('"var"', f'"{var}"'), encoding="utf-8")
        settings = config.load(path)
        for folder in (settings.server.var_dir, settings.socket_dir):
            folder.mkdir(parents=True, exist_ok=True)
        with path.with_suffix(".log").open("ab") as output:
            command, environment = [sys.executable, "-m", "jobs.gateway"], {**os.environ, "CUIBAN_CONFIG": str(path)}
            running.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


def is_subscribed(desk: StoryDesk, times: int) -> bool:
    """Tell whether the line is up and was subscribed to at least so often; a slow machine may lose it in between."""
    holder = desk.sim.line.holder
    is_up = holder is not None and holder.standing is Standing.SUBSCRIBED
    return is_up and desk.sim.line.subscriptions >= times


def test_killed_gateway_is_followed_at_once_and_its_answer_is_not_lost(desk: StoryDesk, start: Start) -> None:
    first = start("one")
    eventually(lambda: is_subscribed(desk, 1), START)
    assert desk.says(WHO, ASK, GROUP)
    desk.sim.fault("aibot_respond_msg", "hang", times=1)
    desk.hears(WHO, ASK, GROUP, how=UNANSWERED)
    eventually(lambda: not desk.sim.city.faults.listed())
    first.kill()
    begun = datetime.now(UTC)
    start("one")
    eventually(lambda: is_subscribed(desk, 2), START)
    # No lease is waited for: what is its own it takes.
    assert datetime.now(UTC) - begun < timedelta(seconds=20) or os.getloadavg()[0] > 4
    assert desk.says(WHO, ASK, GROUP)
    desk.machine.now = datetime.now(UTC) + timedelta(seconds=30)
    assert desk.runtime.sweep() == 1
    desk.runtime.send()
    assert desk.group(GROUP).unread()[-1].text.startswith(REPEAT_MARK)


def test_a_stopped_gateway_loses_the_line_and_does_not_take_it_back(desk: StoryDesk, start: Start) -> None:
    first = start("one")
    eventually(lambda: is_subscribed(desk, 1), START)
    others = [start("two")]
    first.send_signal(signal.SIGSTOP)
    until_now = desk.sim.line.subscriptions

    def is_taken_over() -> bool:
        # As its supervisor does: stopped in the middle of a transaction, the first keeps others from even beginning.
        if others[-1].poll() is not None:
            others.append(start("two"))
        return is_subscribed(desk, until_now + 1)

    eventually(is_taken_over, START + TAKEN)
    assert desk.says(WHO, ASK, GROUP)
    taken = desk.sim.line.subscriptions
    first.send_signal(signal.SIGCONT)
    eventually(lambda: desk.sim.line.state()["open"] == 1, START)
    assert desk.says(WHO, ASK, GROUP) and desk.sim.line.subscriptions == taken


def test_a_gateway_that_is_told_to_stop_leaves_the_line_to_the_other_at_once(desk: StoryDesk, start: Start) -> None:
    first = start("one")
    eventually(lambda: is_subscribed(desk, 1), START)
    start("two")
    first.terminate()
    assert first.wait(30) == 0
    eventually(lambda: is_subscribed(desk, 2), 2 * START)
    assert desk.says(WHO, ASK, GROUP)
