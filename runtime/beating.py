"""Keeps a heartbeat going while a long piece of work is done, so that nobody takes it for dead."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog

from models.database import Database
from models.queries import machinery

log = structlog.get_logger("beating")
_EVERY_SECONDS = 20.0


@contextmanager
def beating(
    database: Database, name: str, clock: Callable[[], datetime], every_seconds: float = _EVERY_SECONDS
) -> Iterator[None]:
    """Beat at once and again and again until the work ends.

    Work that hangs is ended by its queue, and the beat with it.
    """
    done = threading.Event()

    def beat() -> None:
        with database.transaction() as session:
            machinery.beat(session, name, clock())

    def go_on() -> None:
        while not done.wait(every_seconds):
            try:
                beat()
            except Exception:
                # The work goes on, and the next beat may do.
                log.exception("no_heartbeat", name=name)

    beat()
    thread = threading.Thread(target=go_on, name=f"beat-{name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
