"""Tells cheaply whether the database has the schema that this program was written for."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum

from models.database import Database
from models.migrate import current_revision, known_revisions

_ASK_EVERY_SECONDS = 1.0


class Standing(StrEnum):
    """How the database's schema stands to this program: it fits, it is newer or older."""

    FITS = "fits"
    NEWER = "newer"
    OLDER = "older"


class SchemaCheck:
    """One process's knowledge of the schema, asked for again every second.

    What the program knows is read when this is made: its folder may be replaced under the running process.
    """

    def __init__(self, database: Database, steady: Callable[[], float] = time.monotonic) -> None:
        self._database, self._steady = database, steady
        self._known = known_revisions()
        self._asked_at: float | None = None
        self._standing = Standing.FITS

    def standing(self) -> Standing:
        """Return how the schema stands; raises OperationalError when the database is away."""
        now = self._steady()
        if self._asked_at is None or now - self._asked_at >= _ASK_EVERY_SECONDS:
            # Noted before the answer, so that of many threads one waits for a slow database.
            self._asked_at = now
            self._standing = self.of(current_revision(self._database))
        return self._standing

    def of(self, revision: str | None) -> Standing:
        """Return how a revision stands to this program."""
        if revision == self._known[0]:
            return Standing.FITS
        return Standing.OLDER if revision is None or revision in self._known else Standing.NEWER
