"""Hands out the rows of a file in batches of one transaction each, beside a desk that goes on working."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from typing import Protocol, TypeVar

from console.screen import progress
from models.queries import machinery
from runtime import Runtime

# One transaction each: long enough to be fast, short enough that the running desk hardly waits.
_FEWEST_ROWS, _MOST_ROWS = 20, 1000
_BATCH_SECONDS = 0.5
# Who waits for SQLite's one lock looks again every tenth of a second; without a pause it would starve.
_PAUSE_SECONDS = 0.12


class FileRow(Protocol):
    """A row of a file, with how much of the file was read by then (0 to 1)."""

    @property
    def share_read(self) -> float:
        """Return how much of the file was read with this row."""
        ...


_Row = TypeVar("_Row", bound=FileRow)


def in_batches(desk: Runtime, rows: Iterator[_Row], doing: str, *, dry_run: bool) -> Iterator[list[_Row]]:
    """Yield rows under a bar that says what is done; beside a running desk as many at once as half a second allows."""
    must_share = not dry_run and _is_running(desk)
    rows_at_once = _FEWEST_ROWS if must_share else _MOST_ROWS
    n_rows = 0
    with _swept_between_batches() as sweep, progress(doing) as bar:
        task = bar.add_task("", total=1.0, n_rows=0)
        while batch := list(islice(rows, rows_at_once)):
            started = time.monotonic()
            yield batch
            sweep()
            n_rows += len(batch)
            bar.update(task, completed=batch[-1].share_read, n_rows=n_rows)
            if must_share:
                rows_at_once = _adapted(rows_at_once, time.monotonic() - started)
                time.sleep(_PAUSE_SECONDS)


def _adapted(rows_at_once: int, seconds: float) -> int:
    """Hold the one write lock for no longer than the running desk may wait."""
    wanted = int(rows_at_once * _BATCH_SECONDS / max(seconds, 0.001))
    return max(_FEWEST_ROWS, min(_MOST_ROWS, wanted))


def _is_running(desk: Runtime) -> bool:
    with desk.database.reading() as session:
        beat = machinery.heartbeats(session).get("scheduler")
        return beat is not None and desk.clock() - beat.beat_at < timedelta(minutes=1)


@contextmanager
def _swept_between_batches() -> Iterator[Callable[[], object]]:
    """Collect garbage when the yielded function is called, and not again and again among a thousand living rows."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield gc.collect
    finally:
        gc.enable()
        gc.unfreeze()
