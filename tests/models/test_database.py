"""Many writers, one database: nobody is told that it is locked, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.database import Database
from models.machinery import Heartbeat

ROOT = Path(__file__).resolve().parents[2]
N_PROCESSES, N_TURNS = 4, 200
# Reads, then writes what it read plus one: a lost update or a refused lock would show in the sum.
WRITER = """
import sys
from datetime import UTC, datetime
from models.database import Database
from models.machinery import Heartbeat

database = Database(sys.argv[1])
for turn in range(int(sys.argv[2])):
    with database.transaction() as session:
        row = session.get(Heartbeat, "counted", with_for_update=True)
        row.facts = {"n": row.facts["n"] + 1}
        row.beat_at = datetime.now(UTC)
"""


@pytest.mark.processes
def test_four_processes_write_side_by_side_without_one_locked_database(database_url: str) -> None:
    from datetime import UTC, datetime

    database = Database(database_url)
    with database.transaction() as session:
        session.add(Heartbeat(name="counted", beat_at=datetime.now(UTC), facts={"n": 0}))
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, database_url, str(N_TURNS)], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        for _ in range(N_PROCESSES)
    ]
    said = [writer.communicate(timeout=90)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * N_PROCESSES, said
    with database.reading() as session:
        assert session.get_one(Heartbeat, "counted").facts == {"n": N_PROCESSES * N_TURNS}
    database.close()


def test_reader_is_not_held_up_by_a_writer(sqlite_url: str) -> None:
    database = Database(sqlite_url, wait_seconds=0.1)
    with database.transaction() as writing, database.reading() as reading:
        assert reading.query(Heartbeat).count() == writing.query(Heartbeat).count() == 0
    database.close()
