"""One process's hold on an installation: what it does at each tick, and how desk time is moved."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import redis
import structlog

import config as configuration
from actions import coming_back, firing, looks, setting_aside, watching_shifts, ways
from actions.desk import Desk
from actions.desk_clock import desk_now, desk_time, set_clock
from actions.ports import ChatGateway, Contacts, NoContacts, NotToldNow, SendBudget, Waker
from actions.setting_aside import Subject, guarded
from actions.telling_of_faults import guarded_aloud
from bot.carrying import Carrier
from bot.contact_book import ContactBook
from bot.dispatch import Dispatcher
from bot.fetching import FileLane
from bot.noting import Notes
from bot.recogniser import Recogniser
from bot.sender import Sender
from machine_clock import MachineClock, steady_seconds
from models.database import Database, OperationalError, Session
from models.evidence_folder import EvidenceFolder
from models.queries import clocks as clock_queries
from models.queries import machinery, to_send
from models.queries import tickets as ticket_queries
from models.schema_check import SchemaCheck, Standing
from reports.issuing import ReportLane
from rules.settings import DeskRules
from rules.watching import SCAN_EVERY
from runtime.beating import beating
from runtime.chores import Chores
from runtime.own_schema import on_own_schema
from web.backend import WebSettings
from web.tries import Tries

log = structlog.get_logger("runtime")
_SCANS_AT_ONCE = 50
# The deadlines are looked at by the same process, which must not be late for them.
_CONTACTS_WITHIN_SECONDS = 3.0
# What `guarded` works on, besides the clocks, which have a pace of their own.
_GUARDED = ("archive", "resume", "patrol", "hand_over", "shifts", "outage", "report")
# Where what is known of the machine's clocks is kept for processes that start later.
MACHINE_CLOCK = "machine_clock"


@dataclass
class Runtime:
    """One process's hold on the installation; everything in it may be replaced in tests."""

    config: configuration.Config
    rules: DeskRules
    database: Database
    redis: redis.Redis
    gateway: ChatGateway
    budget: SendBudget
    waker: Waker
    tries: Tries
    machine: MachineClock
    clock: Callable[[], datetime]
    web: WebSettings
    lane: FileLane
    reports: ReportLane
    agent_id: int | None = None
    contacts: Contacts = field(default_factory=NoContacts)

    def __post_init__(self) -> None:
        self.schema = SchemaCheck(self.database)
        self._standing = Standing.FITS
        self.recogniser = Recogniser(self.database, self.contacts)
        self.contact_book = ContactBook(self.database, self.contacts, self.desk)
        self.notes = Notes(self.database, self.desk)
        self.dispatcher = Dispatcher(self.database, self.rules, self.waker, self.clock, self.recogniser)
        desk = (self.database, self.rules, self.gateway, self.budget, self.agent_id)
        self.carrier = Carrier(
            self.database, self.rules, self.gateway, self.folder, self.clock, self.waker, self.agent_id
        )
        self.sender = Sender(*desk, self.clock, steady_seconds, not self.config.is_local_platform)

    @property
    def chores(self) -> Chores:
        """What is done by the minute or the hour, by the clock that is set now."""
        has_line = self.config.has_long_connection
        return Chores(self.database, self.desk, self.clock, self.may_work, self.folder, has_line)

    @property
    def folder(self) -> EvidenceFolder:
        """Where the files of evidence lie."""
        return self.lane.folder

    def may_work(self) -> bool:
        """Tell whether the database has this program's schema; a newer one is another program's to work on.

        An absent database is told by whatever is done next.
        """
        try:
            standing = self.schema.standing()
        except OperationalError:
            return True
        if standing is not self._standing and standing is not Standing.FITS:
            log.error(f"schema_{standing}")
        self._standing = standing
        return standing is Standing.FITS

    @on_own_schema(0)
    def scan(self) -> int:
        """Fire everything that has come due; held while the machine's clock jumps."""
        now, jumped_by = self.clock(), self.machine.jumped_by
        if jumped_by is not None:
            log.error("clock_jumped", seconds=jumped_by)
            with self.database.transaction() as session:
                machinery.beat(session, "clock_jump", now, {"seconds": jumped_by})
                machinery.beat(session, MACHINE_CLOCK, now, self.machine.memory())
            return 0
        with self.database.transaction() as session:
            last = machinery.last_beat_at(session, "scan")
            desk, noted = self.desk(session), list[object]()
            guarded(desk, Subject("outage", 0), lambda: noted.append(coming_back.note_outage(desk, last)))
            if any(noted):
                # Another worker that scans at the same moment is not to note it again.
                machinery.beat(session, "scan", now)
        n_fired = self._fire_until_quiet()
        with self.database.transaction() as session:
            machinery.beat(session, "scan", self.clock())
            machinery.beat(session, MACHINE_CLOCK, self.clock(), self.machine.memory())
        if n_fired:
            self.waker.wake("send_outbox")
        return n_fired

    def _fire_until_quiet(self) -> int:
        with self.database.transaction() as session:
            firing.put_off_left_behind(self.desk(session))
        n_fired = 0
        for _ in range(_SCANS_AT_ONCE):
            with self.database.transaction() as session:
                desk = self.desk(session)
                guarded_aloud(desk, Subject("patrol", 0), partial(looks.ensure_patrol, desk), "patrol")
                ids = firing.due_ids(desk)
            if not ids:
                break
            with self.notes.work(firing.CLOCK, ids) as desk:
                n_fired += firing.fire_due(desk)
        return n_fired + self._fire_alone()

    def _fire_alone(self) -> int:
        """Fire those that have failed before, each in a transaction of its own that is noted beforehand."""
        with self.database.reading() as session:
            ids = firing.due_alone(self.desk(session))
        for clock_id in ids:
            with self.notes.work(firing.CLOCK, [clock_id]) as desk:
                firing.fire_alone(desk, clock_id)
        return len(ids)

    @on_own_schema(0)
    def send(self) -> int:
        """Send everything that may be sent now."""
        sent = self.sender.run()
        with self.database.transaction() as session:
            machinery.beat(session, "worker:send", self.clock())
        return sent

    @on_own_schema(0)
    def fetch(self) -> int:
        """Fetch the files that people sent."""
        return self.lane.run()

    @on_own_schema(0)
    def issue(self) -> int:
        """Make the reports that were ordered and upload what is to be sent as a file."""
        with beating(self.database, "worker:reports", self.clock):
            return self.reports.run() + self.carrier.run()

    @on_own_schema(0)
    def sweep(self) -> int:
        """Answer what was left unanswered."""
        swept = self.dispatcher.sweep()
        with self.database.transaction() as session:
            machinery.beat(session, "worker:ticks", self.clock())
        return swept

    @on_own_schema(0)
    def refresh_contacts(self) -> int:
        """Ask the platform anew about people it was not asked about for a day; returns how many it told of."""
        try:
            self.recogniser.ask_again(self.clock())
        except NotToldNow:
            return 0
        return sum(1 for _ in self.contact_book.refresh(within_seconds=_CONTACTS_WITHIN_SECONDS))

    @on_own_schema(None)
    def try_again(self) -> None:
        """Try what was set aside anew, as the program may be another one since the restart."""
        with self.database.transaction() as session:
            firing.try_again(self.desk(session))
            ways.try_again(self.desk(session))
            for kind in _GUARDED:
                setting_aside.try_again(self.desk(session), kind)

    def walk_to(self, target: datetime) -> None:
        """Move desk time to `target` through every moment at which something is due, in order."""
        while True:
            with self.database.transaction() as session:
                following = _next_stop(self.desk(session), target)
                speed = desk_time(session, self.clock()).speed
                set_clock(session, self.clock(), following or target, speed)
            self.chores.resume()
            self._fire_until_quiet()
            self.chores.hand_over()
            self.chores.watch_shifts()
            self.chores.welcome()
            if self.chores.order_reports():
                self.waker.wake("issue")
            self.sender.run()
            if following is None:
                return

    def set_speed(self, speed: float) -> None:
        """Let desk time go at another speed from now on."""
        with self.database.transaction() as session:
            now = self.clock()
            set_clock(session, now, desk_now(session, now), speed)

    def desk(self, session: Session) -> Desk:
        """Return the desk at this moment on an open session."""
        now = self.clock()
        return Desk(session, desk_now(session, now), now, self.rules)

    def desk_now(self) -> datetime:
        """Return desk time at this moment, for who has no session open."""
        with self.database.reading() as session:
            return desk_now(session, self.clock())


def _next_stop(desk: Desk, target: datetime) -> datetime | None:
    """Return the next moment up to `target` at which something speaks, is released, goes on, begins or is due."""
    session, now = desk.session, desk.now
    moments = (
        clock_queries.next_moment(session, now, target),
        to_send.next_release(session, now, target),
        ticket_queries.next_resumption(session, now, target),
        watching_shifts.next_moment(desk, target),
        desk.rules.report_times.next_due(now, target, desk.rules.zone),
    )
    following = min((moment for moment in moments if moment is not None), default=None)
    return None if following is None else min(_scan_grid(following), target)


def _scan_grid(moment: datetime) -> datetime:
    """Return the moment of the scan that would notice it: what falls due within one interval is told together."""
    seconds = SCAN_EVERY.total_seconds()
    return datetime.fromtimestamp(math.ceil(moment.timestamp() / seconds) * seconds, UTC)
