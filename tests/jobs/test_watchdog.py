from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.directory import load_directory
from actions.outbox import Due, put
from actions.ports import Channel, GiveUp, SendOutcome, Sent, Wire
from config import load
from jobs.watchdog import Watchdog
from models.database import Database
from models.inbox import InboxRow
from models.queries import machinery
from rules.watching import BEATING, Finding
from runtime import Runtime
from tests.installation import CONFIG
from wiring import build

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HEARTBEAT = """
[heartbeat]
url = "http://127.0.0.1:1/alive"
every = "1m"
"""
DIRECTORY = {
    "people": [
        {"userid": "wangzr", "name": "王主任", "roles": ["supervisor"]},
        {"userid": "sunzr", "name": "孙主任", "roles": ["supervisor"]},
    ],
    "groups": [{"name": "督办群", "kind": "supervisors", "webhook_key": "key-supervisors"}],
    "duty": [
        {"name": "值班", "start": "00:00", "end": "24:00", "people": ["sunzr"], "since": datetime(2026, 1, 1).date()}  # noqa: DTZ001
    ],
}


@dataclass
class Platform:
    """A gateway that remembers what it was handed and refuses the app when told to."""

    app_works: bool = True
    sent: list[Wire] = field(default_factory=list)

    def send(self, wire: Wire) -> SendOutcome:
        self.sent.append(wire)
        refused = wire.channel is Channel.APP and not self.app_works
        return GiveUp("no trusted address", 60020, scope="channel") if refused else Sent()


class Bench:
    """A watchdog on a desk whose machine time stands still between checks."""

    def __init__(self, runtime: Runtime) -> None:
        self.now = START
        self.platform = Platform()
        self.pings: list[str] = []
        self.desk = runtime
        self.desk.clock = lambda: self.now
        self.desk.gateway = self.platform
        self.watchdog = self.another()
        self.live()

    def another(self) -> Watchdog:
        return Watchdog(self.desk, self.now, ping=self.pings.append)

    def live(self) -> None:
        """Let every process show that it lives."""
        with self.desk.database.transaction() as session:
            for name in (*BEATING, "scan"):
                machinery.beat(session, name, self.now)

    def check(self, times: int = 1, *, alive: bool = True, dog: Watchdog | None = None) -> tuple[Finding, ...]:
        found: tuple[Finding, ...] = ()
        for _ in range(times):
            self.now += timedelta(seconds=10)
            if alive:
                self.live()
            found = (dog or self.watchdog).check()
        return found

    def put_delivery(self, *, release_at: datetime | None = None) -> None:
        with self.desk.database.transaction() as session:
            due = Due("event", 1, "notice", "user:sunzr", "named", self.now, release_at=release_at)
            put(self.desk.desk(session), due)


@pytest.fixture
def bench(tmp_path: Path, database_url: str) -> Iterator[Bench]:
    (tmp_path / "var").mkdir()
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(url=database_url) + HEARTBEAT, encoding="utf-8")
    runtime = build(load(path))
    with runtime.database.transaction() as session:
        load_directory(session, DIRECTORY)
    yield Bench(runtime)
    runtime.database.close()


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in found]


def test_lively_desk_has_no_findings_and_pings_once_a_minute(bench: Bench) -> None:
    assert bench.check(12) == ()
    assert bench.pings == ["http://127.0.0.1:1/alive"] * 2
    assert bench.platform.sent == []


def test_each_check_leaves_a_heartbeat_with_its_findings(bench: Bench) -> None:
    bench.put_delivery()
    bench.check(13)
    with bench.desk.database.reading() as session:
        beat = machinery.heartbeats(session)["watchdog"]
        assert beat.beat_at == bench.now
        assert beat.facts == {"findings": [{"code": "delivery", "seconds": 130}]}


def test_delivery_nobody_sends_is_found_after_two_minutes(bench: Bench) -> None:
    bench.put_delivery()
    assert codes(bench.check(12)) == []
    assert codes(bench.check()) == ["delivery"]


def test_delivery_released_by_the_morning_waits_only_since_then(bench: Bench) -> None:
    bench.put_delivery(release_at=bench.now + timedelta(hours=8))
    bench.now += timedelta(hours=8)
    assert codes(bench.check()) == []
    assert codes(bench.check(12)) == ["delivery"]


def test_inbound_message_nobody_answers_is_found(bench: Bench) -> None:
    row = InboxRow(source="aibot", external_id="1", received_at=bench.now, sender="luzr", message="收到")
    with bench.desk.database.transaction() as session:
        session.add(row)
    assert codes(bench.check(7)) == ["inbound"]


def test_dead_scheduler_and_workers_are_found(bench: Bench) -> None:
    assert codes(bench.check(7, alive=False)) == ["scan", *(f"heartbeat:{name}" for name in BEATING)]


def test_pings_stop_while_something_is_wrong(bench: Bench) -> None:
    bench.put_delivery()
    bench.check(12)
    before = len(bench.pings)
    bench.check(30)
    assert len(bench.pings) == before


def test_supervisor_on_duty_is_told_directly_when_it_lasts_for_three_checks(bench: Bench) -> None:
    bench.put_delivery()
    bench.check(14)
    assert bench.platform.sent == []
    bench.check()
    [wire] = bench.platform.sent
    assert (wire.channel, wire.address) == (Channel.APP, "sunzr")
    assert "有提醒积压" in wire.body["text"]["content"]


def test_group_is_told_when_the_app_cannot(bench: Bench) -> None:
    bench.platform.app_works = False
    bench.put_delivery()
    bench.check(15)
    assert [(wire.channel, wire.address) for wire in bench.platform.sent] == [
        (Channel.APP, "sunzr"),
        (Channel.PUSH_KEY, "key-supervisors"),
    ]


def test_lasting_trouble_is_told_once_in_half_an_hour(bench: Bench) -> None:
    bench.put_delivery()
    bench.check(15 + 179)
    assert len(bench.platform.sent) == 1
    bench.check(1)
    assert len(bench.platform.sent) == 2


def test_second_or_restarted_watchdog_does_not_tell_again(bench: Bench) -> None:
    bench.put_delivery()
    bench.check(15)
    other = bench.another()
    bench.check(150, dog=other)
    assert len(bench.platform.sent) == 1


def test_two_watchdogs_at_the_same_moment_tell_once(bench: Bench) -> None:
    other = bench.another()
    bench.put_delivery()
    for _ in range(20):
        bench.check()
        other.check()
    assert len(bench.platform.sent) == 1


def test_absent_database_is_told_to_those_known_before(bench: Bench, tmp_path: Path) -> None:
    bench.check()
    gone = Database(f"sqlite:///{tmp_path}", wait_seconds=0.1)  # a folder is no database
    real, bench.desk.database = bench.desk.database, gone
    for _ in range(3):
        bench.now += timedelta(seconds=10)
        found = bench.watchdog.check()
    bench.desk.database = real
    assert codes(found) == ["database"]
    [wire] = bench.platform.sent
    assert wire.address == "sunzr" and "数据库连不上" in wire.body["text"]["content"]


def test_silence_is_found_also_after_machine_time_was_set_back(bench: Bench) -> None:
    bench.check(3)
    bench.now -= timedelta(hours=2)
    bench.live()
    pings = len(bench.pings)
    assert bench.check(1) == () and len(bench.pings) == pings + 1
    assert codes(bench.check(7, alive=False)) == ["scan", *(f"heartbeat:{name}" for name in BEATING)]
