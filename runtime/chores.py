"""What an installation does by the minute or the hour, beside deadlines and sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from actions import (
    drilling,
    evidence,
    first_day,
    handing_over,
    hot_spots,
    replying,
    report_schedule,
    setting_aside,
    suspending,
    watching_shifts,
)
from actions.desk import Desk
from actions.setting_aside import Subject
from actions.telling_of_faults import guarded_aloud
from models.database import Database, Session
from models.evidence_folder import EvidenceFolder
from models.queries import machinery
from rules.watching import GATEWAY, LINE
from runtime.own_schema import on_own_schema


@dataclass(frozen=True)
class Chores:
    """The jobs that tick seldom, each in one transaction; `desk` is the desk at this moment on an open session."""

    database: Database
    desk: Callable[[Session], Desk]
    clock: Callable[[], datetime]
    may_work: Callable[[], bool]
    folder: EvidenceFolder
    has_long_connection: bool

    @on_own_schema(0)
    def archive(self) -> int:
        """Archive tickets that were replied long enough ago."""
        with self.database.transaction() as session:
            return replying.archive_ripe(self.desk(session))

    @on_own_schema(0)
    def resume(self) -> int:
        """Let suspended tickets go on whose date has come."""
        with self.database.transaction() as session:
            return suspending.resume_ripe(self.desk(session))

    @on_own_schema(None)
    def welcome(self) -> None:
        """Tell the administrators what a group still lacks a day after its trial, and end exercises left alone."""
        with self.database.transaction() as session:
            first_day.tell_undone(self.desk(session))
            drilling.end_old(self.desk(session))

    @on_own_schema(False)
    def hand_over(self) -> bool:
        """Post the note of the running shift once."""
        posted: list[bool] = []
        with self.database.transaction() as session:
            desk = self.desk(session)
            post = partial(handing_over.post_hand_over, desk)
            guarded_aloud(desk, Subject("hand_over", 0), lambda: posted.append(post()), "hand_over")
        return any(posted)

    @on_own_schema(0)
    def learn(self) -> int:
        """Learn the words of new orders and look for hot spots among them; returns of how many people are told."""
        with self.database.transaction() as session:
            hot_spots.learn_words(self.desk(session))
        # Looking takes seconds where orders are many, so nobody is kept from writing meanwhile.
        with self.database.reading() as session:
            desk = self.desk(session)
            if not hot_spots.is_to_look(desk):
                return 0
            found = hot_spots.find(desk)
        with self.database.transaction() as session:
            return len(hot_spots.note(self.desk(session), found))

    @on_own_schema(0)
    def order_reports(self) -> int:
        """Order the reports that are due by themselves; returns how many there were."""
        with self.database.transaction() as session:
            return len(report_schedule.order_due(self.desk(session)))

    @on_own_schema(None)
    def watch_shifts(self) -> None:
        """Tell what has come due with the shifts: who has not taken over, gaps, swaps nobody answered, backlogs."""
        with self.database.transaction() as session:
            desk = self.desk(session)
            guarded_aloud(desk, Subject("shifts", 0), partial(watching_shifts.watch, desk), "shifts")

    @on_own_schema(None)
    def tidy(self) -> None:
        """Forget ticks that nobody can ask for any more, and close the faults of what is over."""
        with self.database.transaction() as session:
            machinery.forget_ticks(session, self.clock() - timedelta(days=1))
            setting_aside.close_what_is_over(self.desk(session))
            evidence.forget_old(self.desk(session), self.folder)
            if not self.has_long_connection:
                # Nobody tells any more how it stands since it was given up.
                machinery.forget_beat(session, LINE)
                machinery.forget_beat(session, GATEWAY)
