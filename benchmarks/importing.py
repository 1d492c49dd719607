"""How long the export of a platform takes to import, and how much memory: of mostly old orders, and of open ones."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
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
_LOOK_EVERY_SECONDS = 0.1
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
            taken, peak_mb = _run(configuration, export)
    what = f"import of {_N_ROWS:,} rows, {closed:.0%} of them closed, {kind}"
    goal = _GOAL_SECONDS * _N_ROWS / 100_000
    yield Measured(what, f"< {goal:g} s", f"{taken:.0f} s", taken < goal)
    yield Measured(f"{what}: memory", f"< {_GOAL_MB} MB", f"{peak_mb:.0f} MB", peak_mb < _GOAL_MB)


def _prepare(configuration: Path) -> None:
    runtime = build(config.load(configuration))
    with runtime.database.transaction() as session:
        load_directory(session, demo_directory())
        set_clock(session, runtime.clock(), _UNTIL.astimezone(runtime.rules.zone), 0.0)
    runtime.database.close()


def _run(configuration: Path, export: Path) -> tuple[float, float]:
    """Import with a process of its own; return the seconds it took and the most memory it and its reader had, in MB."""
    manage = Path(__file__).resolve().parents[1] / "manage.py"
    command = [sys.executable, str(manage), "import-tickets", str(export)]
    environment = {**os.environ, "CUIBAN_CONFIG": str(configuration)}
    started, peak = time.monotonic(), 0
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, sum(_memory(one) for one in (process.pid, *_children(process.pid))))
        time.sleep(_LOOK_EVERY_SECONDS)
    if process.returncode:
        raise RuntimeError(f"the import ended with {process.returncode}")
    return time.monotonic() - started, peak / (1 << 20)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _memory(pid: int) -> int:
    """Return what a process has in memory, in bytes; none when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (FileNotFoundError, ProcessLookupError):
        return 0
