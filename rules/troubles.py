"""Names what can be wrong with the running desk, and how much each of it matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any


class Trouble(StrEnum):
    """What can be wrong with the running desk; each has its row in docs/operations.zh-CN.md."""

    DATABASE = "database"
    CHECK = "check"
    DELIVERY = "delivery"
    MESSAGE = "message"
    SCAN = "scan"
    UNFIRED = "unfired"
    INBOUND = "inbound"
    CHANNEL = "channel"
    LINE = "line"
    LINE_TAKEN = "line_taken"
    LINE_REFUSED = "line_refused"
    JOB = "job"
    HEARTBEAT = "heartbeat"
    CLOCK_JUMP = "clock_jump"
    DISK = "disk"
    CERTIFICATE = "certificate"
    GROUP = "group"
    APP_IDLE = "app_idle"
    REFUSED = "refused"
    CONTRADICTION = "contradiction"
    SET_ASIDE = "set_aside"
    DISK_LOW = "disk_low"
    CALENDAR = "calendar"
    CERTIFICATE_ENDS = "certificate_ends"


# The desk goes on with these: people are told, /readyz stays green and the heartbeat URL is still visited.
WARNINGS = frozenset(
    {
        Trouble.GROUP,
        Trouble.APP_IDLE,
        Trouble.REFUSED,
        Trouble.CONTRADICTION,
        Trouble.SET_ASIDE,
        Trouble.DISK_LOW,
        Trouble.CALENDAR,
        Trouble.CERTIFICATE_ENDS,
    }
)
# Nobody is woken for these. Of what was set aside whoever has to watch by hand was told when it was.
CAN_WAIT = frozenset(
    {
        Trouble.APP_IDLE,
        Trouble.CONTRADICTION,
        Trouble.SET_ASIDE,
        Trouble.DISK_LOW,
        Trouble.CALENDAR,
        Trouble.CERTIFICATE_ENDS,
    }
)
# What is wrong with the bot's long connection: one thing by several names.
OF_LINE = frozenset({Trouble.LINE, Trouble.LINE_TAKEN, Trouble.LINE_REFUSED})
# Administrators are told of these as well: nobody else can mend them, and nothing is heard meanwhile.
FOR_ADMINISTRATORS = OF_LINE | {Trouble.APP_IDLE}
# These are only out of sight after a while, which is no news, or their end is told by itself.
FADING = frozenset({Trouble.REFUSED, Trouble.CONTRADICTION, Trouble.SET_ASIDE})


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: since how many seconds, of what (a process, a channel), how many, or how much is left.

    `name` is what people call a group; `reference` finds the exception in the log.
    """

    trouble: Trouble
    seconds: int | None = None
    of: str | None = None
    free_mebibytes: int | None = None
    n: int | None = None
    days: int | None = None
    errcode: int | None = None
    name: str | None = None
    reference: str | None = None

    @property
    def code(self) -> str:
        """Return the name under which this finding is counted and told."""
        return f"{self.trouble}:{self.of}" if self.of else str(self.trouble)

    @property
    def is_warning(self) -> bool:
        """Tell whether the desk goes on all the same."""
        return self.trouble in WARNINGS

    def to_json(self) -> dict[str, Any]:
        """Return it as the watchdog's heartbeat keeps it."""
        shown = {name: getattr(self, name) for name in _KEPT}
        return {"code": self.code, **{name: value for name, value in shown.items() if value is not None}}


_KEPT = ("seconds", "free_mebibytes", "n", "days", "errcode", "name", "reference")


def finding_from_json(written: Mapping[str, Any]) -> Finding | None:
    """Return what a heartbeat keeps; None for what only another release knows."""
    trouble, _, of = str(written.get("code", "")).partition(":")
    if trouble not in set(Trouble):
        return None
    return Finding(Trouble(trouble), of=of or None, **{name: written.get(name) for name in _KEPT})


def told_every(trouble: Trouble) -> timedelta:
    """Return how often people hear of what stays wrong."""
    return timedelta(days=1) if trouble in WARNINGS else timedelta(minutes=30)
