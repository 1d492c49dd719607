"""Whatever process is killed while the sign ladder climbs, it comes back and every reminder is told once."""

from __future__ import annotations

from datetime import timedelta

import psutil
import pytest
import redis

from bot.wecom.bodies import REPEAT_MARK
from chaos.town import Town, eventually
from tests.processes.told_once import (
    DESK,
    all_accounted_for,
    breach_told,
    every_step_was_told_once_or_superseded,
)

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]
WORKERS = ("jobs.worker ticks", "jobs.worker send", "jobs.worker files", "jobs.worker reports")
PROGRAMS = ("gunicorn", *WORKERS, "jobs.schedule", "jobs.watchdog", "valkey")


def has_come_back(town: Town, words: str, before: int) -> bool:
    now = town.process(words)
    return now is not None and now.pid != before


def test_every_killed_process_comes_back_and_the_ladder_is_told_once(town: Town) -> None:
    number = "20261118009001"
    town.api("/clock", speed=60)
    town.take_in(number, timedelta(minutes=8, seconds=30))
    before = {words: town.kill(words) for words in PROGRAMS if words != "jobs.worker send"}
    for words, pid in before.items():
        eventually(lambda words=words, pid=pid: has_come_back(town, words, pid), 30, words)
    eventually(lambda: breach_told(town, number), 60, "the breach reaches the supervisors")
    eventually(town.is_ready, 120, "ready")
    town.api("/clock", speed=1)
    eventually(lambda: all_accounted_for(town), 30, "every delivery has its end")
    every_step_was_told_once_or_superseded(town, number)
    assert town.balance()["unknown"] == town.balance()["failed"] == 0


@pytest.mark.parametrize("with_its_workers", [False, True])
def test_message_said_while_the_web_is_dead_is_answered_once(town: Town, with_its_workers: bool) -> None:
    master = town.process("gunicorn")
    assert master
    before = master.pid
    for process in (master, *(master.children() if with_its_workers else ())):
        process.kill()
    answers = len(town.told("app:zuoxi03", "郑岚"))
    heard = town.platform.say("zuoxi03", "app", "/值班")
    # The socket outlives the web, so nobody is refused; a machine under load may let the platform try a second time,
    # or need more than the two seconds that a response waits for: then the answer follows.
    assert heard.statuses[-1] == 200, heard.statuses
    eventually(lambda: len(town.told("app:zuoxi03", "郑岚")) == answers + 1, 30, "answered once")
    eventually(lambda: has_come_back(town, "gunicorn", before), 30, "gunicorn")


def test_reminder_is_repeated_with_its_mark_when_the_kill_hit_the_sending(town: Town) -> None:
    number = "20261118009002"
    town.platform.fails("webhook/send", "slow", seconds=3, target="key-desk")
    town.take_in(number, timedelta(minutes=10, seconds=1))
    eventually(lambda: not town.platform.faults(), 30, "the platform has the request")
    before = town.kill("jobs.worker send")
    eventually(lambda: has_come_back(town, "jobs.worker send", before), 30, "worker-send")
    eventually(lambda: len(town.told(DESK, number)) == 2, 40, "told again")
    first, second = town.told(DESK, number)
    assert second == REPEAT_MARK + first
    eventually(lambda: all_accounted_for(town), 30, "every delivery has its end")


def test_two_of_everything_and_an_emptied_redis_tell_nothing_twice(town: Town) -> None:
    number = "20261118009003"
    for words in ("jobs.schedule", *WORKERS, "jobs.watchdog"):
        town.start_another(*words.split())
    store = redis.Redis(unix_socket_path=str(town.sockets / "redis.sock"))
    eventually(lambda: len(store.smembers("rq:workers")) >= 2 * len(WORKERS) - 1, 120, "two of each worker")
    town.take_in(number, timedelta(minutes=9))
    town.api("/clock", speed=90)
    eventually(lambda: town.told(DESK, number), 30, "the first step")
    store.flushall()
    eventually(lambda: breach_told(town, number), 40, "the breach")
    town.api("/clock", speed=1)
    eventually(lambda: all_accounted_for(town), 30, "every delivery has its end")
    every_step_was_told_once_or_superseded(town, number)
    assert all(process.poll() is None for process in town.extra)
    assert all(psutil.pid_exists(process.pid) for process in town.extra)
