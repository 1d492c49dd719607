"""What the web needs of an installation, whoever puts it together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from actions.desk import Desk
from actions.ports import Waker
from models.database import Database, Session
from models.evidence_folder import EvidenceFolder
from rules.settings import DeskRules
from web.tries import Tries

HEARTBEATS = ("scheduler", "worker:ticks", "worker:send", "worker:files", "worker:reports", "watchdog")


@dataclass(frozen=True)
class ApiToken:
    """A caller of the API: its name for the log, its secret, and its rights (intake read caller clock admin)."""

    name: str
    token: str = field(repr=False)
    rights: frozenset[str]

    @property
    def actor(self) -> str:
        """Return how the story and the access log name this caller."""
        return f"token:{self.name}"[:64]


@dataclass(frozen=True)
class WebSettings:
    """What is configured for the web; the spans are machine time.

    `clock_may_move` only when WeCom is played on this machine. Without `admin_password` nobody can log in.
    `heartbeats` are the signs of life that must be younger than `heartbeat_silence`.
    """

    base_url: str
    tokens: tuple[ApiToken, ...] = ()
    clock_may_move: bool = False
    admin_password: str | None = field(default=None, repr=False)
    session_length: timedelta = timedelta(hours=12)
    scan_silence: timedelta = timedelta(minutes=1)
    heartbeat_silence: timedelta = timedelta(minutes=1)
    heartbeats: tuple[str, ...] = HEARTBEATS


class Pinged(Protocol):
    """A store that can be asked whether it is there."""

    def ping(self) -> object:
        """Answer, or raise when it is away."""
        ...


class Backend(Protocol):
    """One process's hold on the installation."""

    @property
    def web(self) -> WebSettings:
        """What is configured for the web."""
        ...

    @property
    def rules(self) -> DeskRules:
        """What the township has settled."""
        ...

    @property
    def database(self) -> Database:
        """Where the truth is."""
        ...

    @property
    def folder(self) -> EvidenceFolder:
        """Where the files of evidence lie."""
        ...

    @property
    def redis(self) -> Pinged:
        """What wakes the workers."""
        ...

    @property
    def tries(self) -> Tries:
        """Who typed a wrong password of late."""
        ...

    @property
    def waker(self) -> Waker:
        """How workers are woken."""
        ...

    @property
    def clock(self) -> Callable[[], datetime]:
        """Machine time."""
        ...

    def desk(self, session: Session) -> Desk:
        """Return the desk at this moment on an open session."""
        ...

    def walk_to(self, target: datetime) -> None:
        """Move desk time to `target` through every due moment, in order."""
        ...

    def set_speed(self, speed: float) -> None:
        """Let desk time go at another speed from now on."""
        ...
