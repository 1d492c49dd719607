"""A small invented year, made once for a run and copied: two months of a township in a SQLite file."""

from __future__ import annotations

import fcntl
import pickle
import shutil
from pathlib import Path

from benchmarks.township_year import Plan, Year, fill
from models.database import Database
from models.sealing import Keyring, install_keyring
from rules.settings import DeskRules
from rules.ticket_number import compile_patterns
from rules.working_time import Calendar
from tests.actions.town import ZONE
from tests.servers import SqliteTemplate

SMALL = Plan(n_tickets=600, n_days=61, seed=11)
CALENDAR = Calendar(frozenset(), frozenset(), frozenset({2025, 2026, 2027}), ZONE)
RULES = DeskRules("柳湾乡", ZONE, "12345", tuple(compile_patterns([r"20\d{12}"])), CALENDAR)


def made_year(empty: SqliteTemplate, folder: Path, plan: Plan = SMALL) -> tuple[Path, Year]:
    """Return the file of an invented year, made by whichever worker asks first, and what was planted into it."""
    install_keyring(Keyring([b"k" * 32]))
    name = f"year-{plan.seed}-{plan.n_tickets}-{plan.n_days}"
    file, told = folder / f"{name}.db", folder / f"{name}.pickle"
    with (folder / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            database = Database(empty.copy_to(file))
            year = fill(database, RULES, plan)
            database.close()
            told.write_bytes(pickle.dumps(year))
    year = pickle.loads(told.read_bytes())
    assert isinstance(year, Year)
    return file, year


def copy_of(file: Path, to: Path) -> str:
    """Copy the file of a year; return the SQLAlchemy URL of the copy."""
    for part in ("", "-wal"):
        if (source := file.with_name(file.name + part)).exists():
            shutil.copyfile(source, to.with_name(to.name + part))
    return f"sqlite:///{to}"
