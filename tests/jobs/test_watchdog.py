from __future__ import annotations

import socket
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from actions.ports import Channel
from jobs.watchdog import ping
from models.database import Database
from models.inbox import InboxRow
from models.queries import machinery
from rules.watching import BEATING
from tests.jobs.bench import Bench, codes


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


@pytest.mark.parametrize("answer", [b"garbage\r\n\r\n", b""])
def test_heartbeat_answered_by_anything_is_no_fault_of_the_watchdog(
    answer: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: _answer(server, answer), daemon=True).start()
        ping(f"http://127.0.0.1:{server.getsockname()[1]}/ping/secret")
    ping("http://127.0.0.1:1/a secret")
    assert "secret" not in capsys.readouterr().out


def _answer(server: socket.socket, answer: bytes) -> None:
    line, _ = server.accept()
    line.recv(1000)
    line.sendall(answer)
    line.close()


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
    bench.check(15)
    bench.now += timedelta(seconds=1700)
    bench.check(9)
    assert len(bench.platform.sent) == 1
    bench.check(1)
    assert len(bench.platform.sent) == 2


def test_second_or_restarted_watchdog_does_not_tell_again(bench: Bench) -> None:
    bench.put_delivery()
    bench.check(15)
    other = bench.another()
    bench.check(9, dog=other)
    bench.now += timedelta(minutes=20)
    bench.check(9, dog=other)
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


def test_watchdog_that_cannot_read_says_so_with_a_reference(
    small_bench: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    bench = small_bench
    bench.check()
    with bench.desk.database.transaction() as session:
        session.execute(text("UPDATE groups SET push_key = 'sealed under a key that is gone'"))
    [found] = bench.check(8)
    assert found.code == "check" and len(bench.pings) == 1
    [told] = bench.platform.texts
    assert f"系统自查出错（编号 {found.reference}）" in told
    assert f'"reference": "{found.reference}"' in capfd.readouterr().out
    with bench.desk.database.reading() as session:
        facts = machinery.heartbeats(session)["watchdog"].facts or {}
    assert [each["code"] for each in facts["findings"]] == ["check"]
