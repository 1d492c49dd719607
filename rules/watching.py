"""Decides from a few facts whether the desk does its work, and about what people have to be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

# Being wrong in this many checks in a row is no hiccup.
CHECKS_BEFORE_TELLING = 3
TELL_EVERY = timedelta(minutes=30)


class Trouble(StrEnum):
    """What can be wrong with the running desk."""

    DATABASE = "database"
    DELIVERY = "delivery"
    MESSAGE = "message"
    SCAN = "scan"
    INBOUND = "inbound"
    HEARTBEAT = "heartbeat"
    CLOCK_JUMP = "clock_jump"
    DISK = "disk"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: since how many seconds, of what (a process), or how much is left."""

    trouble: Trouble
    seconds: int | None = None
    of: str | None = None
    free_mebibytes: int | None = None

    @property
    def code(self) -> str:
        """Return the name under which this finding is counted and told."""
        return f"{self.trouble}:{self.of}" if self.of else str(self.trouble)


@dataclass(frozen=True)
class Thresholds:
    """From when on something is wrong. Ticks come more slowly when desk time does."""

    oldest_delivery: timedelta = timedelta(minutes=2)
    scan_silence: timedelta = timedelta(minutes=1)
    inbound_unanswered: timedelta = timedelta(minutes=1)
    heartbeat_silence: timedelta = timedelta(minutes=1)
    oldest_message: timedelta = timedelta(minutes=10)
    clock_jump_shown: timedelta = timedelta(minutes=10)
    free_mebibytes: int = 500


@dataclass(frozen=True)
class Facts:
    """What was seen at one moment, all in machine time; None = there is none.

    `heartbeats` are the last signs of life by name; one that never came counts from `watching_since`.
    """

    now: datetime
    watching_since: datetime
    oldest_delivery_at: datetime | None = None
    oldest_message_at: datetime | None = None
    oldest_inbound_at: datetime | None = None
    heartbeats: Mapping[str, datetime] = field(default_factory=dict)
    free_mebibytes: int | None = None
    speed: float = 1.0


BEATING = ("scheduler", "worker:ticks", "worker:send")
# How often the desk looks for what is due, in desk time.
SCAN_EVERY = timedelta(seconds=10)


def findings(facts: Facts, thresholds: Thresholds) -> tuple[Finding, ...]:
    """Return everything that is wrong, in the order of the troubles; empty when all is well."""
    waits = (
        (Trouble.DELIVERY, facts.oldest_delivery_at, thresholds.oldest_delivery),
        (Trouble.MESSAGE, facts.oldest_message_at, thresholds.oldest_message),
        (Trouble.SCAN, _last_beat(facts, "scan"), longest_scan_silence(thresholds.scan_silence, facts.speed)),
        (Trouble.INBOUND, facts.oldest_inbound_at, thresholds.inbound_unanswered),
    )
    found = [Finding(trouble, _seconds(facts.now - at)) for trouble, at, most in waits if at and facts.now - at > most]
    for name in BEATING:
        silence = facts.now - _last_beat(facts, name)
        if silence > thresholds.heartbeat_silence:
            found.append(Finding(Trouble.HEARTBEAT, _seconds(silence), of=name))
    jumped_at = facts.heartbeats.get("clock_jump")
    if jumped_at and facts.now - jumped_at <= thresholds.clock_jump_shown:
        found.append(Finding(Trouble.CLOCK_JUMP, _seconds(facts.now - jumped_at)))
    if facts.free_mebibytes is not None and facts.free_mebibytes < thresholds.free_mebibytes:
        found.append(Finding(Trouble.DISK, free_mebibytes=facts.free_mebibytes))
    return tuple(found)


def longest_scan_silence(allowed: timedelta, speed: float) -> timedelta:
    """Return how long no scan may end: scans come by desk time, so more slowly where that goes slowly."""
    return max(allowed, 3 * SCAN_EVERY / speed)


def count_in_a_row(before: Mapping[str, int], found: Collection[Finding]) -> dict[str, int]:
    """Return for each finding in how many checks in a row it was there; what is gone begins anew."""
    return {finding.code: before.get(finding.code, 0) + 1 for finding in found}


def to_tell(
    found: Collection[Finding], in_a_row: Mapping[str, int], told_at: Mapping[str, datetime], now: datetime
) -> tuple[Finding, ...]:
    """Return the findings people have to be told about now: they last, and were not told in the last half hour."""
    return tuple(
        finding
        for finding in found
        if in_a_row.get(finding.code, 0) >= CHECKS_BEFORE_TELLING
        and (finding.code not in told_at or now - told_at[finding.code] >= TELL_EVERY)
    )


def _last_beat(facts: Facts, name: str) -> datetime:
    at = facts.heartbeats.get(name)
    return facts.watching_since if at is None else max(at, facts.watching_since)


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
