"""How long the export of a platform takes to import, and how much memory: of mostly old orders, and of open ones."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import config
from actions.desk_clock import set_clock
from actions.directory import load_directory
from benchmarks.exports import write_export
from benchmarks.measured import Measured
from benchmarks.places import KINDS, database, demo_directory, installation
from wiring import build

_GOAL_SECONDS, _GOAL_MB = 60.0, 400
_N_ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
_CLOSED = (0.95, 0.0)
_UNTIL = datetime(2026, 11, 18, 10, 0)  # noqa: DTZ001 - local time, as an export has it


def measure() -> Iterator[Measured]:
    """Yield time and memory on both databases."""
    with tempfile.TemporaryDirectory(prefix="cuiban-bench-", dir="/tmp") as name:
        for closed in _CLOSED:
            export = Path(name) / f"{closed}.xlsx"
            write_export(export, _N_ROWS, closed, _UNTIL)
            for kind in KINDS:
                yield from _importing(kind, export, closed)


def _importing(kind: str, export: Path, closed: float) -> Iterator[Measured]:
    with tempfile.TemporaryDirectory(prefix="cuiban-bench-", dir="/tmp") as name:
        folder = Path(name)
        with database(kind, folder) as url:
            configuration = installation(folder, url, "embedded", "127.0.0.1:1")
            _prepare(configuration)
            used, peak_mb = _run(configuration, export)
    what = f"import of {_N_ROWS:,} rows, {closed:.0%} of them closed, {kind}"
    goal = _GOAL_SECONDS * _N_ROWS / 100_000
    yield Measured(f"{what}: CPU", f"< {goal:g} s", f"{used:.0f} s", used < goal)
    yield Measured(f"{what}: memory", f"< {_GOAL_MB} MB", f"{peak_mb:.0f} MB", peak_mb < _GOAL_MB)


def _prepare(configuration: Path) -> None:
    runtime = build(config.load(configuration))
    with runtime.database.transaction() as session:
        load_directory(session, demo_directory())
        set_clock(session, runtime.clock(), _UNTIL.astimezone(runtime.rules.zone), 0.0)
    runtime.database.close()


def _run(configuration: Path, export: Path) -> tuple[float, float]:
    """Import with a process of its own; return its CPU seconds and its largest memory in MB."""
    manage = Path(__file__).resolve().parents[1] / "manage.py"
    command = [sys.executable, str(manage), "import-tickets", str(export)]
    environment = {**os.environ, "CUIBAN_CONFIG": str(configuration)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"the import ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
