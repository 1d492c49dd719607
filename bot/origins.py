"""Notes from where callbacks come and why one was refused, so that the administrator hears what is set wrongly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from models.database import Database, OperationalError
from models.queries import machinery

log = structlog.get_logger("origins")
# The heartbeat of a door: when it was last opened with the right key, and from where.
CALLBACK = "callback:"
# Behind the name of a door: when one was last refused, and why; anybody may knock with the wrong key.
REFUSED = ":refused"
_NOTED_EVERY, _REFUSED_EVERY = timedelta(hours=1), timedelta(minutes=1)
_KEPT_AT_MOST = 20


@dataclass
class Origins:
    """Remembers what this process noted lately: one write an hour and address, not one for each callback."""

    database: Database
    clock: Callable[[], datetime]
    _noted: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def note(self, door: str, address: str) -> None:
        """Note that a callback with the right signature came in from an address."""
        now = self.clock()
        if not self._is_due(door, address, now, _NOTED_EVERY):
            return
        try:
            with self.database.transaction() as session:
                before = machinery.heartbeats(session).get(CALLBACK + door)
                known = dict((before.facts or {}).get("addresses", {})) if before else {}
                newest = sorted({**known, address: now.isoformat()}.items(), key=lambda pair: pair[1])[-_KEPT_AT_MOST:]
                machinery.beat(session, CALLBACK + door, now, {"addresses": dict(newest)})
        except OperationalError:
            # Nothing hangs on it; the next hour notes it again.
            log.warning("origin_not_noted", door=door)

    def note_refused(self, door: str, why: str) -> None:
        """Note that a callback was refused at a door that is there; `why` is the name of what was wrong with it."""
        now = self.clock()
        if not self._is_due(door + REFUSED, why, now, _REFUSED_EVERY):
            return
        try:
            with self.database.transaction() as session:
                machinery.beat(session, CALLBACK + door + REFUSED, now, {"why": why})
        except OperationalError:
            log.warning("refusal_not_noted", door=door)

    def _is_due(self, door: str, what: str, now: datetime, every: timedelta) -> bool:
        noted_at = self._noted.get((door, what))
        if noted_at is not None and abs(now - noted_at) < every:
            return False
        self._noted[door, what] = now
        return True
