"""Turns what an installation does into the entry point of a job that leaves a sign of how it ended."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import TypeVar

import structlog

from models.database import OperationalError
from models.queries import machinery
from runtime import Runtime
from wiring import installation

log = structlog.get_logger("ticking")
_Result = TypeVar("_Result")
# A job that ticks every few seconds need not write each time that it went well.
_WRITE_EVERY = timedelta(seconds=30)
# Heartbeats under these names: when a job was last done well, and how often in a row it has failed since.
DONE, FAILED = "job:", "failed:"
_written_at: dict[str, datetime] = {}


class JobFailed(RuntimeError):
    """A job raised; what, and where, is in the log under the reference."""


def ticking(job: str) -> Callable[[Callable[[Runtime], _Result]], Callable[[], _Result]]:
    """Make an entry point of RQ of a function on the installation; what it raises is logged under a reference."""

    def entry(work: Callable[[Runtime], _Result]) -> Callable[[], _Result]:
        @wraps(work)
        def run() -> _Result:
            desk = installation()
            try:
                result = work(desk)
            except Exception as problem:
                reference = secrets.token_hex(3)
                log.exception("job_failed", job=job, reference=reference)
                _note_failure(desk, job, reference)
                # RQ writes down, in its log and in Redis, all that an exception says.
                raise JobFailed(f"{type(problem).__name__}, reference {reference}") from None
            if desk.may_work():
                _note_success(desk, job)
            return result

        return run

    return entry


def _note_success(desk: Runtime, job: str) -> None:
    now, before = desk.clock(), _written_at.get(job)
    if before is not None and abs(now - before) < _WRITE_EVERY:
        return
    try:
        with desk.database.transaction() as session:
            machinery.beat(session, DONE + job, now)
            machinery.forget_beat(session, FAILED + job)
    except OperationalError:
        # What the job did stands; that the database is away now the watchdog finds by itself.
        log.warning("database_away", job=job)
    else:
        _written_at[job] = now


def _note_failure(desk: Runtime, job: str, reference: str) -> None:
    _written_at.pop(job, None)
    try:
        with desk.database.transaction() as session:
            row = machinery.heartbeats(session).get(FAILED + job)
            n_before = (row.facts or {}).get("in_a_row", 0) if row is not None else 0
            facts = {"in_a_row": n_before + 1, "reference": reference}
            machinery.beat(session, FAILED + job, desk.clock(), facts)
    except OperationalError:
        log.warning("database_away", job=job)
