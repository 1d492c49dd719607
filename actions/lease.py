"""Holds a right that only one process may have at a time, however many ask, stop and wake up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from models.database import Database, OperationalError
from models.queries import leases

log = structlog.get_logger("lease")
# A holder that could not renew for so long has lost it; whoever waits takes it a little later.
HELD_FOR = timedelta(seconds=20)
RENEWED_EVERY = timedelta(seconds=4)
_TAKEN_LATER_BY = timedelta(seconds=2)


@dataclass
class Held:
    """One process's hold on the lease `name`, as `holder`.

    Moments are compared on one steady clock each, never between machines: whoever waits takes what it saw unchanged
    for longer than any holder believes in it. A process that was stopped and wakes up finds its time over.
    The lease of its own name a process takes at once: only one process at a time may bear it. `may_hold` tells
    whether this program may do what the lease is for at all.
    """

    database: Database
    name: str
    holder: str
    clock: Callable[[], datetime]
    steady: Callable[[], float]
    held_for: timedelta = HELD_FOR
    may_hold: Callable[[], bool] = lambda: True
    token: int | None = None
    _believed_until: float = 0.0
    _renewed_at: float = 0.0
    _seen: leases.Seen | None = None
    _seen_since: float = 0.0

    def is_held(self) -> bool:
        """Tell whether nobody else can have it at this moment; asks nobody."""
        return self.token is not None and self.steady() < self._believed_until

    def seek(self) -> bool:
        """Take it if nobody lives who has it; tells whether it is held now. An absent database gives nothing."""
        if not self.may_hold():
            return False
        asked_at = self.steady()
        try:
            with self.database.reading() as session:
                seen = leases.look(session, self.name)
            if seen is not None and not self._may_take(seen, asked_at):
                return False
            asked_at = self.steady()
            with self.database.transaction() as session:
                if seen is None:
                    is_mine = leases.found(session, self.name, self.holder, self.clock())
                else:
                    is_mine = leases.take(session, self.name, seen, self.holder, self.clock())
        except OperationalError:
            log.warning("database_away", lease=self.name)
            return False
        if is_mine:
            self._hold(1 if seen is None else seen.token + 1, asked_at)
            log.info("lease_taken", lease=self.name, token=self.token)
        return self.is_held()

    def renew(self) -> bool:
        """Renew it where it is time to; tells whether it is still held."""
        asked_at = self.steady()
        if self.token is None:
            return False
        if asked_at - self._renewed_at < min(RENEWED_EVERY, self.held_for / 4).total_seconds():
            return self.is_held()
        if not self.may_hold():
            self.let_go()
            return False
        try:
            with self.database.transaction() as session:
                is_mine = leases.renew(session, self.name, self.token, self.clock())
        except OperationalError:
            # It is held as long as the last renewal lasts.
            log.warning("database_away", lease=self.name)
            return self.is_held()
        if is_mine:
            self._hold(self.token, asked_at)
        else:
            log.warning("lease_lost", lease=self.name, token=self.token)
            self._forget()
        return self.is_held()

    def let_go(self) -> None:
        """Leave it to whoever waits."""
        token = self.token
        self._forget()
        if token is None:
            return
        try:
            with self.database.transaction() as session:
                leases.let_go(session, self.name, token)
        except OperationalError:
            # Whoever waits takes it a little later.
            log.warning("database_away", lease=self.name)

    def _may_take(self, seen: leases.Seen, now: float) -> bool:
        if seen.holder in ("", self.holder):
            return True
        if self._seen != seen:
            self._seen, self._seen_since = seen, now
        return now - self._seen_since >= (self.held_for + _TAKEN_LATER_BY * (self.held_for / HELD_FOR)).total_seconds()

    def _hold(self, token: int, asked_at: float) -> None:
        self.token, self._renewed_at = token, asked_at
        self._believed_until = asked_at + self.held_for.total_seconds()

    def _forget(self) -> None:
        self.token, self._seen = None, None
