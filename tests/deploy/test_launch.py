"""One command starts everything, keeps it alive and leaves nothing behind."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

import pytest

from tests.deploy.conftest import Installation, eventually

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]
Make = Callable[..., Installation]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_start_says_where_it_is_and_stop_leaves_nothing_running(installation: Make, number: signal.Signals) -> None:
    one = installation()
    said = one.start()
    assert f"http://{one.bind}/" in said and str(one.var) in said and "柳湾乡" in said
    assert one.is_ready() and (one.var / "log" / "web.log").exists()
    assert one.stop(number) == 0
    assert one.processes() == [] and not one.is_ready() and not one.sockets.exists()


def test_killed_program_comes_back_by_itself(installation: Make) -> None:
    one = installation()
    one.start()
    for words in (" serve ", "valkey"):
        [before] = one.processes_of(words)
        before.kill()
        eventually(lambda words=words, before=before: any(now.pid != before.pid for now in one.processes_of(words)))
    eventually(one.is_ready)


def test_killed_launcher_takes_its_processes_along_and_starts_again(installation: Make) -> None:
    one = installation()
    one.start()
    first = {process.pid for process in one.processes()}
    one.stop(signal.SIGKILL)
    one.start()
    assert one.is_ready() and first.isdisjoint(process.pid for process in one.processes())


def test_killed_supervisor_ends_the_run_and_leaves_nothing_running(installation: Make) -> None:
    one = installation()
    one.start()
    assert one.launcher
    [supervisor] = one.processes_of("supervisord")
    supervisor.kill()
    assert one.launcher.wait(timeout=30) == 1
    assert one.processes() == []


def test_same_installation_is_not_started_twice(installation: Make) -> None:
    one = installation()
    one.start()
    first = one.launcher
    assert first
    try:
        said, _ = one.launch().communicate(timeout=30)
        assert one.launcher and one.launcher.returncode == 1
        assert "已经在运行" in said and len(said.splitlines()) == 1
        assert one.is_ready()
    finally:
        first.terminate()
        first.wait(timeout=30)


def test_two_installations_run_side_by_side(installation: Make) -> None:
    one, other = installation("one"), installation("other")
    one.start()
    other.start()
    assert one.stop() == 0
    assert other.is_ready() and other.processes_of("valkey")


def test_mistakes_in_the_configuration_are_one_line_each_and_exit_2(installation: Make) -> None:
    one = installation()
    one.config.write_text(one.config.read_text().replace("corp_id", "corpid") + '[server2]\nx = "y"\n')
    said, _ = one.launch().communicate(timeout=30)
    assert one.launcher and one.launcher.returncode == 2
    assert len(said.splitlines()) == 3 and "是不是 corp_id？" in said


def test_taken_port_is_told_in_one_line(installation: Make) -> None:
    one = installation()
    host, port = one.bind.split(":")
    with socket.create_server((host, int(port))):
        said, _ = one.launch().communicate(timeout=30)
    assert one.launcher and one.launcher.returncode == 1
    assert f"{one.bind} 监听不了（server.bind）" in said and len(said.splitlines()) == 1


def test_var_dir_is_for_its_owner_only(installation: Make) -> None:
    one = installation()
    one.start()
    assert one.var.stat().st_mode & 0o077 == 0
