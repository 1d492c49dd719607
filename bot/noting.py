"""Notes what is about to be worked on before it is, so that it is known of what a process died."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from actions import setting_aside
from actions.desk import Desk
from models.database import Database, OperationalError, Session


@dataclass
class Notes:
    """The notes of one process; what it does not live to take away is counted by the next one."""

    database: Database
    desk: Callable[[Session], Desk]
    # Of work that an exception cut off, such as a database gone away: this process lives.
    _cut_off: list[int] = field(default_factory=list)

    @contextmanager
    def work(self, kind: str, ids: Sequence[int]) -> Iterator[Desk]:
        """Work on these in one transaction, noted by another one before."""
        with self._noted(kind, ids) as note, self.database.transaction() as session:
            setting_aside.finish(session, [note])
            yield self.desk(session)

    @contextmanager
    def around(self, kind: str, ids: Sequence[int]) -> Iterator[None]:
        """Work on these in as many transactions as it takes."""
        with self._noted(kind, ids) as note:
            yield
            with self.database.transaction() as session:
                setting_aside.finish(session, [note])

    @contextmanager
    def _noted(self, kind: str, ids: Sequence[int]) -> Iterator[int]:
        with self.database.transaction() as session:
            setting_aside.finish(session, self._cut_off)
            note = setting_aside.undertake(self.desk(session), kind, ids)
        self._cut_off.clear()
        try:
            yield note
        except Exception:
            # What raised is counted by whoever asked for it; a note left behind is to say that its process died.
            self._take_away(note)
            raise

    def _take_away(self, note: int) -> None:
        try:
            with self.database.transaction() as session:
                setting_aside.finish(session, [note])
        except OperationalError:
            self._cut_off.append(note)
