"""An installation of its own for every test of a command: a configuration, a database, and a way to run commands."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config import load
from console.commands import cli
from runtime import Runtime
from simulator.server import SimulatedWecom
from simulator.world import World
from tests.installation import CONFIG
from wiring import build

Run = Callable[..., Result]
DIRECTORY = """
[[departments]]
name = "云杉里社区"
aliases = ["云杉里"]
kind = "community"
lead = "luzr"
[[people]]
userid = "zuoxi01"
name = "周敏"
mobile = "13800000201"
roles = ["agent"]
[[people]]
userid = "wangzr"
name = "王主任"
mobile = "13800000206"
roles = ["supervisor", "admin"]
[[people]]
userid = "luzr"
name = "陆主任"
mobile = "13800000219"
department = "云杉里社区"
roles = ["unit_lead"]
[[groups]]
chat_id = "wrDESK"
name = "坐席群"
kind = "desk"
webhook_key = "key-desk"
[[groups]]
chat_id = "wrSUPERVISORS"
name = "督办群"
kind = "supervisors"
webhook_key = "key-supervisors"
[[groups]]
chat_id = "wrYUNSHAN"
name = "云杉里群"
kind = "unit"
departments = ["云杉里社区"]
webhook_key = "key-yunshan"
[[shifts]]
name = "全天"
start = "00:00"
end = "24:00"
people = ["zuoxi01"]
since = 2026-01-01
"""


@pytest.fixture
def config_path(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The chosen configuration, with a migrated, empty database; the test runs once on each kind."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(url=database_url), encoding="utf-8")
    monkeypatch.setenv("CUIBAN_CONFIG", str(path))
    monkeypatch.delenv("CUIBAN_DEBUG", raising=False)
    return path


@pytest.fixture
def run(config_path: Path) -> Run:
    """Run a command of manage.py; its answer is whatever it says on either stream."""

    def run_command(*arguments: str | Path) -> Result:
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return run_command


@pytest.fixture
def directory(run: Run, tmp_path: Path) -> Path:
    """A directory file that has been imported."""
    path = tmp_path / "directory.toml"
    path.write_text(DIRECTORY, encoding="utf-8")
    assert run("import-directory", path).exit_code == 0
    return path


@pytest.fixture
def desk(config_path: Path) -> Iterator[Runtime]:
    """The installation the commands work on."""
    runtime = build(load(config_path))
    yield runtime
    runtime.database.close()


@pytest.fixture
def sim(config_path: Path, directory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedWecom]:
    """The platform the installation talks to."""
    monkeypatch.setenv("COLUMNS", "300")
    text = config_path.read_text(encoding="utf-8")
    running = SimulatedWecom(World.from_mappings(tomllib.loads(text), tomllib.loads(DIRECTORY))).start()
    config_path.write_text(text.replace("http://127.0.0.1:1", running.api_base), encoding="utf-8")
    yield running
    running.stop()
