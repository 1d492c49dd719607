"""The lane that fetches what people send, several files at once and apart from all answers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from actions import evidence, recognising
from actions.desk import Desk
from actions.desk_clock import desk_now
from actions.inbox import message_of
from actions.ports import FileSource, NotFetched, Waker
from models.database import Database, Session, says_nothing_of_its_subject
from models.evidence_folder import EvidenceFolder, HalfMade, TooLarge
from models.queries import files as queries
from models.queries import machinery, people
from rules.settings import DeskRules

log = structlog.get_logger("fetching")
# A long video must not keep the photos behind it waiting.
_AT_ONCE = 4
# How soon a file is seen that is announced while others are fetched.
_LOOK_EVERY_SECONDS = 0.5
# After that the lane takes no more, so that the job ends when the last file is here; the next tick goes on.
_AT_A_STRETCH_SECONDS = 60.0
_DAY = timedelta(days=1)
ALIVE, _ALIVE_EVERY = "worker:files", timedelta(seconds=10)


@dataclass(frozen=True)
class _Claimed:
    """A file lent to this lane: the message it came in and its place there, and how much it may hold."""

    id: int
    token: str
    inbox_id: int
    position: int
    most_bytes: int | None


@dataclass
class FileLane:
    """Fetches announced files; any number of processes may do so at once."""

    database: Database
    rules: DeskRules
    source: FileSource
    folder: EvidenceFolder
    clock: Callable[[], datetime]
    waker: Waker
    _alive_at: datetime | None = field(default=None, init=False)

    def run(self) -> int:
        """Fetch until nothing is to be fetched now; returns how many were tried."""
        self._give_sign_of_life()
        n_fetched, running = 0, dict[Future[None], str]()
        until = time.monotonic() + _AT_A_STRETCH_SECONDS
        with ThreadPoolExecutor(_AT_ONCE, "files") as threads:
            while True:
                while time.monotonic() < until and len(running) < _AT_ONCE and (claimed := self._claim()) is not None:
                    running[threads.submit(self._fetch, claimed)] = claimed.token
                if not running:
                    return n_fetched
                done, _ = wait(running, timeout=_LOOK_EVERY_SECONDS, return_when=FIRST_COMPLETED)
                for each in done:
                    del running[each]
                    each.result()
                n_fetched += len(done)
                self._hold(list(running.values()))
                self._give_sign_of_life()

    def _give_sign_of_life(self) -> None:
        now = self.clock()
        if self._alive_at is None or abs(now - self._alive_at) >= _ALIVE_EVERY:
            with self.database.transaction() as session:
                machinery.beat(session, ALIVE, now)
            self._alive_at = now

    def _claim(self) -> _Claimed | None:
        real_now = self.clock()
        # Most looks find nothing, and need not wait for their turn to write.
        with self.database.reading() as session:
            if not queries.is_any_waiting(session, real_now):
                return None
        with self.database.transaction() as session:
            token = secrets.token_hex(16)
            row = queries.claim_file(session, token, real_now + evidence.FETCH_LEASE, real_now)
            if row is None or row.inbox_id is None:
                return None
            return _Claimed(row.id, token, row.inbox_id, row.position, self._room(session, row.sender))

    def _room(self, session: Session, sender: str) -> int | None:
        """Return how much a file of this sender may hold, what is left of the day's share; None for a stranger."""
        if people.person(session, recognising.known_as(session, sender)) is None:
            return None
        _, n_bytes = queries.amount_since(session, sender, self.clock() - _DAY)
        caps = self.rules.files
        return max(0, min(caps.largest_bytes, caps.daily_bytes - n_bytes))

    def _hold(self, tokens: list[str]) -> None:
        """Keep the claims of what is under way; whoever died holds his no longer."""
        if tokens:
            with self.database.transaction() as session:
                queries.lend_longer(session, tokens, self.clock() + evidence.FETCH_LEASE)

    def _fetch(self, claimed: _Claimed) -> None:
        try:
            if claimed.most_bytes is None:
                # Somebody whose encrypted id is not known yet may be known in a moment.
                raise NotFetched("stranger", again=True)
            if not claimed.most_bytes:
                raise NotFetched("no_room")
            with self.database.reading() as session:
                message = message_of(session, claimed.inbox_id)
            ref = message.media[claimed.position]
            with self.folder.receive(claimed.most_bytes) as half_made:
                name = self.source.fetch(message.source, ref, half_made.write, claimed.most_bytes)
                self._keep(claimed, half_made, name)
        except TooLarge:
            self._failed(claimed, NotFetched("too_large"))
        except NotFetched as failure:
            self._failed(claimed, failure)
        except OSError:
            # The disk is full or away: the file may still be had while its time lasts.
            log.exception("cannot_store")
            self._failed(claimed, NotFetched("disk", again=True))
        except Exception as problem:
            if says_nothing_of_its_subject(problem):
                raise
            # Whatever it is, the other files go on, and this one is tried while its time lasts.
            log.exception("fetching_failed", file_id=claimed.id)
            self._failed(claimed, NotFetched("bug", again=True))

    def _keep(self, claimed: _Claimed, half_made: HalfMade, name: str | None) -> None:
        whole = half_made.finish()
        with self.database.transaction() as session:
            row = queries.claimed_file(session, claimed.id, claimed.token)
            if row is None:
                return
            # Before the commit: a row that says kept has its file, and a file without a row harms nobody.
            if evidence.keep(self._desk(session), row, whole, name):
                self.folder.keep(half_made, whole)
        self.waker.wake("send_outbox")

    def _failed(self, claimed: _Claimed, failure: NotFetched) -> None:
        log.warning("not_fetched", file_id=claimed.id, why=failure.why, again=failure.again)
        with self.database.transaction() as session:
            row = queries.claimed_file(session, claimed.id, claimed.token)
            if row is None:
                return
            desk = self._desk(session)
            if failure.again:
                evidence.put_off(desk, row, failure.why)
            else:
                evidence.end(desk, row, "refused" if failure.why in evidence.OF_THE_FILE else "lost", failure.why)
        self.waker.wake("send_outbox")

    def _desk(self, session: Session) -> Desk:
        now = self.clock()
        return Desk(session, desk_now(session, now), now, self.rules)
