"""A small installation for the tests of the web: a real database and rules, a stand-in for the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from actions.desk import Desk
from actions.desk_clock import desk_now, desk_time, set_clock
from models.database import Database, Session
from models.evidence_folder import EvidenceFolder
from models.queries import machinery
from models.sealing import Keyring
from rules.settings import DeskRules
from rules.ticket_number import compile_patterns
from rules.working_time import Calendar
from web.backend import ApiToken, WebSettings
from web.tries import Tries

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE).astimezone(UTC)
INTAKE, READ, CALLER, CLOCK, NOTHING = (f"{right}-token-0123456789" for right in ("in", "read", "call", "clock", "no"))
TOKENS = (
    ApiToken("feed", INTAKE, frozenset({"intake"})),
    ApiToken("wall", READ, frozenset({"read"})),
    ApiToken("phone", CALLER, frozenset({"caller"})),
    ApiToken("demo", CLOCK, frozenset({"clock"})),
    ApiToken("none", NOTHING, frozenset()),
)
PASSWORD = "一个很长的口令 2026"
HEARTBEATS = ("scheduler", "scan", "worker:ticks", "worker:send", "worker:files", "worker:reports", "watchdog")


@dataclass
class Store:
    """Stands in for Redis."""

    is_away: bool = False

    def ping(self) -> bool:
        if self.is_away:
            raise ConnectionError("away")
        return True


@dataclass
class Waker:
    """Remembers what was woken."""

    woken: list[str] = field(default_factory=list)

    def wake(self, job: str, *ids: int) -> None:
        self.woken.append(job)


def nowhere() -> redis.Redis:
    """Return a Redis that is not there."""
    return redis.Redis(unix_socket_path="/nowhere/redis.sock", retry=Retry(NoBackoff(), 0))


def rules() -> DeskRules:
    """Return the rules of a township with nothing special."""
    calendar = Calendar(frozenset(), frozenset(), frozenset({2026, 2027}), ZONE)
    return DeskRules("柳湾乡", ZONE, "12345", tuple(compile_patterns([r"20\d{12}"])), calendar)


@dataclass
class Town:
    """The installation the web is shown; `now` is machine time and moves only by hand."""

    database: Database
    web: WebSettings = field(default_factory=lambda: WebSettings("http://127.0.0.1:8080", TOKENS, True, PASSWORD))
    rules: DeskRules = field(default_factory=rules)
    redis: Store = field(default_factory=Store)
    tries: Tries = field(default_factory=lambda: Tries(nowhere()))
    waker: Waker = field(default_factory=Waker)
    folder: EvidenceFolder = field(default_factory=lambda: EvidenceFolder(Path("/nowhere"), Keyring([b"k" * 32])))
    now: datetime = NOW
    walked: list[datetime] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def desk(self, session: Session) -> Desk:
        return Desk(session, desk_now(session, self.now), self.now, self.rules)

    def walk_to(self, target: datetime) -> None:
        self.walked.append(target)
        with self.database.transaction() as session:
            set_clock(session, self.now, target, desk_time(session, self.now).speed)

    def set_speed(self, speed: float) -> None:
        with self.database.transaction() as session:
            set_clock(session, self.now, desk_now(session, self.now), speed)

    def beat(self, *names: str, ago: timedelta = timedelta(0)) -> None:
        """Let these give a sign of life."""
        with self.database.transaction() as session:
            for name in names or HEARTBEATS:
                machinery.beat(session, name, self.now - ago)
