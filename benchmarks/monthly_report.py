"""How long a monthly report over 200,000 orders takes, from the freezing to the check, and how much memory.

The libraries for documents are loaded before the clock starts, as the worker of reports loads them when it starts.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import config
from actions.desk import Desk
from benchmarks.measured import Measured
from benchmarks.places import database
from benchmarks.township_year import UNTIL, fill_years
from config.desk_rules import desk_rules
from models.database import Database
from models.sealing import Keyring, install_keyring
from reports.checking.checks import check
from reports.freezing import freeze
from reports.outlines.every import outline
from reports.papers import papers
from reports.press import get_ready
from rules.report_periods import ReportKind, period_of

_GOAL_SECONDS, _GOAL_MB = 10.0, 500
_N_TICKETS, _N_YEARS = int(os.environ.get("BENCH_TICKETS", "200000")), 5


def measure() -> Iterator[Measured]:
    """Yield time and memory of one report, made in a process of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="cuiban-bench-", dir="/tmp") as name,
        database("SQLite", Path(name)) as url,
    ):
        install_keyring(Keyring([b"k" * 32]))
        opened = Database(url)
        year = fill_years(opened, desk_rules(config.load(config.DEMO)), _N_TICKETS, _N_YEARS)
        opened.close()
        told = subprocess.run([sys.executable, "-m", __name__, url], check=True, capture_output=True, text=True).stdout
    steps: dict[str, float] = json.loads(told)
    peak_mb, wrong = steps.pop("peak_mb"), steps.pop("wrong")
    taken = sum(steps.values())
    each = ", ".join(f"{step} {seconds:.1f}" for step, seconds in steps.items())
    what = f"monthly report over {year.n_tickets:,} tickets"
    yield Measured(what, f"< {_GOAL_SECONDS:g} s", f"{taken:.1f} s ({each})", taken < _GOAL_SECONDS)
    yield Measured(f"{what}: memory", f"< {_GOAL_MB} MB", f"{peak_mb:.0f} MB", peak_mb < _GOAL_MB)
    yield Measured(f"{what}: what the checker finds", "nothing", f"{wrong:g}", not wrong)


def main(url: str) -> None:
    """Make one report from a database; print the seconds of each step, the peak of memory and what is wrong."""
    install_keyring(Keyring([b"k" * 32]))
    get_ready()
    rules = desk_rules(config.load(config.DEMO))
    now = datetime.combine(UNTIL, datetime.min.time(), rules.zone).astimezone(UTC) - timedelta(minutes=1)
    steps: dict[str, float] = {}
    began = time.perf_counter()
    opened = Database(url)
    with opened.reading() as session:
        desk = Desk(session, now, now, rules)
        data = freeze(desk, ReportKind.MONTHLY, period_of(ReportKind.MONTHLY, now, rules.zone), "YB-20261126-1")
    steps["freeze"] = time.perf_counter() - began
    said = outline(data)
    steps["outline"] = time.perf_counter() - began - sum(steps.values())
    made = papers(said)
    steps["papers"] = time.perf_counter() - began - sum(steps.values())
    wrong = check(data, made)
    steps["check"] = time.perf_counter() - began - sum(steps.values())
    for one in wrong:
        print(one.text, file=sys.stderr)
    opened.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**steps, "peak_mb": peak_mb, "wrong": len(wrong)}))


if __name__ == "__main__":
    main(sys.argv[1])
