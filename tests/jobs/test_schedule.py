"""Ticks are given out once for each moment, and go on at once when machine time was set back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rq import Queue
from rq.serializers import JSONSerializer

from config import load
from jobs.schedule import DeskScheduler
from models.inbox import InboxRow
from models.queries import inbox, machinery
from runtime import Runtime
from tests.installation import CONFIG
from wiring import build

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Bench:
    """A runtime whose machine time a test sets."""

    def __init__(self, desk: Runtime) -> None:
        self.now = START
        self.desk = desk
        desk.clock = lambda: self.now
        self.scheduler = DeskScheduler(desk)

    def looks(self, scheduler: DeskScheduler | None = None) -> int:
        """Let a scheduler look once; return how many scans it gave out."""
        queue = Queue("ticks", connection=self.desk.redis, serializer=JSONSerializer)
        queue.empty()  # type: ignore[no-untyped-call]
        (scheduler or self.scheduler).enqueue_jobs()
        return sum(job.func_name == "jobs.scan_deadlines.run" for job in queue.jobs)


@pytest.fixture
def bench(tmp_path: Path, database_url: str, valkey_url: str) -> Iterator[Bench]:
    (tmp_path / "var").mkdir()
    path = tmp_path / "config.toml"
    text = CONFIG.format(url=database_url).replace("unix:///nowhere/redis.sock", valkey_url)
    path.write_text(text, encoding="utf-8")
    desk = build(load(path))
    yield Bench(desk)
    desk.database.close()


def test_two_schedulers_give_each_scan_out_once(bench: Bench) -> None:
    other = DeskScheduler(bench.desk)
    assert (bench.looks(), bench.looks(other)) == (1, 0)
    bench.now += timedelta(seconds=10)
    assert (bench.looks(other), bench.looks()) == (1, 0)


@pytest.mark.parametrize("is_restarted", [False, True])
def test_scans_go_on_at_once_when_machine_time_was_set_back(bench: Bench, is_restarted: bool) -> None:
    for _ in range(30):
        bench.now += timedelta(seconds=10)
        assert bench.looks() == 1
    bench.now -= timedelta(seconds=201)
    scheduler = DeskScheduler(bench.desk) if is_restarted else bench.scheduler
    bench.looks(scheduler)
    bench.now += timedelta(seconds=1)
    assert [bench.looks(scheduler), bench.looks(scheduler)] == [1, 0]


def test_message_claimed_before_time_was_set_back_is_free_after_its_lease(bench: Bench) -> None:
    claimed = {"state": "open", "claim_token": "t", "claimed_until": START + HOUR}
    row = InboxRow(source="aibot", external_id="1", received_at=START, sender="luzr", message="收到", **claimed)
    with bench.desk.database.transaction() as session:
        session.add(row)
        machinery.beat(session, "scan", START + HOUR)
    bench.looks()
    with bench.desk.database.reading() as session:
        assert inbox.unanswered(session, START + timedelta(seconds=19), 10) == []
        assert len(inbox.unanswered(session, START + timedelta(seconds=21), 10)) == 1
