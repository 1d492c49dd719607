"""One process's hold on an installation: what it does at each tick, and how desk time is moved."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import redis
import structlog

import config as configuration
from actions import handing_over, looks, reminders, replying, suspending
from actions.desk import Desk
from actions.desk_clock import desk_now, desk_time, set_clock
from actions.ports import ChatGateway, SendBudget, Waker
from bot.dispatch import Dispatcher
from bot.sender import Sender
from machine_clock import MachineClock
from models.database import Database, Session
from models.queries import clocks as clock_queries
from models.queries import deliveries as delivery_queries
from models.queries import machinery
from models.queries import tickets as ticket_queries
from rules.settings import DeskRules
from rules.watching import SCAN_EVERY
from web.backend import WebSettings
from web.tries import Tries

log = structlog.get_logger("runtime")
_SCANS_AT_ONCE = 50
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
    agent_id: int | None = None

    def __post_init__(self) -> None:
        self.dispatcher = Dispatcher(self.database, self.rules, self.waker, self.clock)
        self.sender = Sender(self.database, self.rules, self.gateway, self.budget, self.agent_id, self.clock)

    def scan(self) -> int:
        """Fire everything that has come due; held while the machine's clock jumps."""
        now, jumped_by = self.clock(), self.machine.jumped_by
        if jumped_by is not None:
            log.error("clock_jumped", seconds=jumped_by)
            with self.database.transaction() as session:
                machinery.beat(session, "clock_jump", now, {"seconds": jumped_by})
                machinery.beat(session, MACHINE_CLOCK, now, self.machine.memory())
            return 0
        n_fired = self._fire_until_quiet()
        with self.database.transaction() as session:
            machinery.beat(session, "scan", self.clock())
            machinery.beat(session, MACHINE_CLOCK, self.clock(), self.machine.memory())
        if n_fired:
            self.waker.wake("send_outbox")
        return n_fired

    def _fire_until_quiet(self) -> int:
        n_fired = 0
        for _ in range(_SCANS_AT_ONCE):
            with self.database.transaction() as session:
                desk = self.desk(session)
                looks.ensure_patrol(desk)
                fired = reminders.fire_due(desk)
            n_fired += fired
            if fired == 0:
                break
        return n_fired

    def send(self) -> int:
        """Send everything that may be sent now."""
        sent = self.sender.run()
        with self.database.transaction() as session:
            machinery.beat(session, "worker:send", self.clock())
        return sent

    def sweep(self) -> int:
        """Answer what was left unanswered."""
        swept = self.dispatcher.sweep()
        with self.database.transaction() as session:
            machinery.beat(session, "worker:ticks", self.clock())
        return swept

    def archive(self) -> int:
        """Archive tickets that were replied long enough ago."""
        with self.database.transaction() as session:
            return replying.archive_ripe(self.desk(session))

    def resume(self) -> int:
        """Let suspended tickets go on whose date has come."""
        with self.database.transaction() as session:
            return suspending.resume_ripe(self.desk(session))

    def hand_over(self) -> bool:
        """Post the note of the running shift once."""
        with self.database.transaction() as session:
            return handing_over.post_hand_over(self.desk(session))

    def tidy(self) -> None:
        """Forget ticks that nobody can ask for any more."""
        with self.database.transaction() as session:
            machinery.forget_ticks(session, self.clock() - timedelta(days=1))

    def walk_to(self, target: datetime) -> None:
        """Move desk time to `target` through every moment at which something is due, in order."""
        while True:
            with self.database.transaction() as session:
                now = desk_now(session, self.clock())
                following = _next_stop(session, now, target)
                speed = desk_time(session, self.clock()).speed
                set_clock(session, self.clock(), following or target, speed)
            self.resume()
            self._fire_until_quiet()
            self.hand_over()
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


def _next_stop(session: Session, now: datetime, target: datetime) -> datetime | None:
    """Return the next moment up to `target` at which a clock speaks, something held is released or a ticket goes on."""
    moments = (
        clock_queries.next_moment(session, now, target),
        delivery_queries.next_release(session, now, target),
        ticket_queries.next_resumption(session, now, target),
    )
    following = min((moment for moment in moments if moment is not None), default=None)
    return None if following is None else min(_scan_grid(following), target)


def _scan_grid(moment: datetime) -> datetime:
    """Return the moment of the scan that would notice it: what falls due within one interval is told together."""
    seconds = SCAN_EVERY.total_seconds()
    return datetime.fromtimestamp(math.ceil(moment.timestamp() / seconds) * seconds, UTC)
