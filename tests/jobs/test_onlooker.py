"""The web process says by itself that scheduler and watchdog are dead, and nobody says it twice."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

import wiring
from bot.onlooker import Onlooker, look_on
from models.queries import machinery
from rules.troubles import Finding
from tests.jobs.bench import Bench, codes
from wiring import onlooker

EVERY = timedelta(seconds=15)


def looks(bench: Bench, eye: Onlooker, times: int = 1, *, alive: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    found: tuple[Finding, ...] = ()
    for _ in range(times):
        bench.now += EVERY
        with bench.desk.database.transaction() as session:
            for name in alive:
                machinery.beat(session, name, bench.now)
        found = eye.look()
    return found


ALL = ("scheduler", "scan", "watchdog")


def test_lively_desk_is_left_alone(bench: Bench) -> None:
    assert looks(bench, onlooker(bench.desk), 20, alive=ALL) == ()
    assert bench.platform.sent == []


def test_dead_scheduler_and_watchdog_are_told_after_three_looks(bench: Bench) -> None:
    eye = onlooker(bench.desk)
    assert codes(looks(bench, eye, 6)) == ["heartbeat:scheduler", "scan", "heartbeat:watchdog"]
    assert bench.platform.sent == []
    looks(bench, eye, 2)
    [text] = bench.platform.texts
    assert "调度进程2分钟没有动静" in text and "看门狗进程2分钟没有动静" in text and "请坐席直接看平台" in text


def test_several_web_processes_tell_once_in_half_an_hour(bench: Bench) -> None:
    eyes = [onlooker(bench.desk) for _ in range(3)]
    looks(bench, eyes[0], 1)
    for _ in range(20):
        bench.now += EVERY
        for eye in eyes:
            eye.look()
    assert len(bench.platform.sent) == 1
    bench.now += timedelta(minutes=30)
    for eye in eyes:
        eye.look()
    assert len(bench.platform.sent) == 2


def test_watchdog_that_lives_has_told_before(bench: Bench) -> None:
    eye = onlooker(bench.desk)
    for _ in range(12):
        bench.check(alive=False)
        eye.look()
    [text] = bench.platform.texts
    assert "调度进程" in text and "看门狗" not in text


def test_watchdog_that_comes_back_says_so(small_bench: Bench) -> None:
    bench = small_bench
    looks(bench, onlooker(bench.desk), 8)
    bench.check(30, dog=bench.another())
    assert "看门狗进程已恢复正常" in bench.platform.texts[-1]


def test_web_leaves_a_sign_of_life_that_the_watchdog_misses(bench: Bench) -> None:
    looks(bench, onlooker(bench.desk))
    with bench.desk.database.reading() as session:
        assert machinery.heartbeats(session)["web"].beat_at == bench.now
    assert codes(bench.check(7, silent="web")) == ["heartbeat:web"]


def test_absent_database_does_not_end_the_looking(small_bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    bench = small_bench
    eye = onlooker(bench.desk)

    def broken() -> None:
        stop.set()
        raise RuntimeError("planted")

    stop = threading.Event()
    eye.look = broken  # type: ignore[method-assign, assignment]
    look_on(eye, stop).join(5)
    assert "look_failed" in capfd.readouterr().out


def test_only_the_real_server_listens(small_bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Onlooker] = []
    monkeypatch.setattr(wiring, "installation", lambda *_: small_bench.desk)
    monkeypatch.setattr(wiring, "look_on", started.append)
    wiring.create_app(small_bench.desk)
    assert started == []
    wiring.serve()
    assert [eye.look() for eye in started] == [()]
