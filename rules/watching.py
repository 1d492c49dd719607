"""Decides from a few facts whether the desk does its work."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules.troubles import Finding, Trouble

# The processes that leave signs of life; with the long connection also its gateway.
BEATING = ("scheduler", "worker:ticks", "worker:send", "worker:files", "worker:reports", "web")
GATEWAY = "gateway"
# The heartbeat that says how the long connection stands, and the right to hold it.
LINE = "line"
# A line that has come back stands again once it has not fallen for so long.
STANDS_AGAIN_AFTER = timedelta(minutes=1)
# A job that ends badly this often in a row, or was not done for this many of its intervals, does not work.
FAILURES_IN_A_ROW = 3
INTERVALS_MISSED = 5


@dataclass(frozen=True)
class Thresholds:
    """From when on something is wrong. Ticks come more slowly when desk time does."""

    oldest_delivery: timedelta = timedelta(minutes=2)
    scan_silence: timedelta = timedelta(minutes=1)
    inbound_unanswered: timedelta = timedelta(minutes=1)
    heartbeat_silence: timedelta = timedelta(minutes=1)
    job_silence: timedelta = timedelta(minutes=10)
    oldest_message: timedelta = timedelta(minutes=10)
    clock_jump_shown: timedelta = timedelta(minutes=10)
    channel_silence: timedelta = timedelta(minutes=3)
    line_down: timedelta = timedelta(minutes=2)
    low_mebibytes: int = 500
    free_mebibytes: int = 100


@dataclass(frozen=True)
class ChannelSeen:
    """What became of sends on a channel since the last one that arrived.

    `is_refused` when the platform said that our set-up is wrong, which no repeating mends; `is_waited_for` while a
    message has no end: a platform that is away is not tried again with each of them.
    """

    name: str
    n_failed: int
    failing_since: datetime
    errcode: int | None = None
    is_refused: bool = False
    is_waited_for: bool = False


@dataclass(frozen=True)
class JobSeen:
    """A job, how often it comes (machine time), when it last was done well and how often in a row it failed since."""

    name: str
    every: timedelta
    done_at: datetime | None = None
    n_failed: int = 0
    reference: str | None = None


@dataclass(frozen=True)
class LineSeen:
    """How the AI bot's long connection stands since when, and when anybody last said so; machine time.

    `why` it is not open: "displaced" when somebody else took the bot over, "refused" when our credentials are wrong.
    `restless_since`: since when it comes back and falls again, without ever standing for a minute.
    """

    is_open: bool
    since: datetime
    seen_at: datetime
    why: str | None = None
    errcode: int | None = None
    restless_since: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """What was seen at one moment, all in machine time; None = there is none.

    `heartbeats` are the last signs of life by name; one that never came counts from `watching_since`. `besides` are
    findings that were made elsewhere and only have to be told.
    """

    now: datetime
    watching_since: datetime
    oldest_delivery_at: datetime | None = None
    oldest_message_at: datetime | None = None
    oldest_inbound_at: datetime | None = None
    unfired_since: datetime | None = None
    n_unfired: int = 0
    heartbeats: Mapping[str, datetime] = field(default_factory=dict)
    channels: Collection[ChannelSeen] = ()
    jobs: Collection[JobSeen] = ()
    free_mebibytes: int | None = None
    speed: float = 1.0
    besides: tuple[Finding, ...] = ()
    line: LineSeen | None = None
    beating: tuple[str, ...] = BEATING


# What no waiting mends.
_TOLD_AT_ONCE = {"displaced": Trouble.LINE_TAKEN, "refused": Trouble.LINE_REFUSED}
# How often the desk looks for what is due, in desk time.
SCAN_EVERY = timedelta(seconds=10)


def findings(facts: Facts, thresholds: Thresholds) -> tuple[Finding, ...]:
    """Return everything that is wrong, in the order of the troubles; empty when all is well."""
    found = [*_waits(facts, thresholds), *_channels(facts, thresholds), *_line(facts, thresholds)]
    silent = list(_silences(facts, thresholds))
    found += silent
    found += _failing_jobs(facts)
    if not silent:
        # What a dead process would have done is no finding of its own.
        found += _missing_jobs(facts, thresholds)
    jumped_at = facts.heartbeats.get("clock_jump")
    if jumped_at and facts.now - jumped_at <= thresholds.clock_jump_shown:
        found.append(Finding(Trouble.CLOCK_JUMP, _seconds(facts.now - jumped_at)))
    return (*found, *room_left(facts.free_mebibytes, thresholds), *facts.besides)


def room_left(free_mebibytes: int | None, thresholds: Thresholds) -> tuple[Finding, ...]:
    """Return whether the disk is full, or soon will be."""
    if free_mebibytes is None or free_mebibytes >= thresholds.low_mebibytes:
        return ()
    is_full = free_mebibytes < thresholds.free_mebibytes
    return (Finding(Trouble.DISK if is_full else Trouble.DISK_LOW, free_mebibytes=free_mebibytes),)


def longest_scan_silence(allowed: timedelta, speed: float) -> timedelta:
    """Return how long no scan may end: scans come by desk time, so more slowly where that goes slowly."""
    return max(allowed, 3 * in_machine_time(SCAN_EVERY, speed))


def in_machine_time(span: timedelta, speed: float) -> timedelta:
    """Return how long a span of desk time lasts; one that stands still is measured as if it went."""
    return span / (speed or 1.0)


def silence(name: str, beat_at: datetime | None, since: datetime, now: datetime, most: timedelta) -> Finding | None:
    """Return that a process gave no sign of life for too long; `since` is when somebody began to listen."""
    last = since if beat_at is None else max(beat_at, since)
    if now - last <= most:
        return None
    seconds = _seconds(now - last)
    return Finding(Trouble.SCAN, seconds) if name == "scan" else Finding(Trouble.HEARTBEAT, seconds, of=name)


def _waits(facts: Facts, thresholds: Thresholds) -> Iterator[Finding]:
    scan_silence = longest_scan_silence(thresholds.scan_silence, facts.speed)
    waits = (
        (Trouble.DELIVERY, facts.oldest_delivery_at, thresholds.oldest_delivery, None),
        (Trouble.MESSAGE, facts.oldest_message_at, thresholds.oldest_message, None),
        (Trouble.SCAN, _last_beat(facts, "scan"), scan_silence, None),
        (Trouble.UNFIRED, facts.unfired_since, thresholds.oldest_delivery, facts.n_unfired),
        (Trouble.INBOUND, facts.oldest_inbound_at, thresholds.inbound_unanswered, None),
    )
    for trouble, at, most, n in waits:
        if at and facts.now - at > most:
            yield Finding(trouble, _seconds(facts.now - at), n=n)


def _channels(facts: Facts, thresholds: Thresholds) -> Iterator[Finding]:
    for seen in facts.channels:
        lasting = facts.now - seen.failing_since
        is_dead = seen.is_waited_for or seen.n_failed >= FAILURES_IN_A_ROW
        if seen.is_refused or (is_dead and lasting > thresholds.channel_silence):
            yield Finding(Trouble.CHANNEL, _seconds(lasting), of=seen.name, n=seen.n_failed, errcode=seen.errcode)


def _line(facts: Facts, thresholds: Thresholds) -> Iterator[Finding]:
    seen = facts.line
    if seen is None:
        return
    down_since = seen.restless_since or (seen.seen_at if seen.is_open else seen.since)
    lasting = facts.now - down_since
    if not seen.is_open and seen.why in _TOLD_AT_ONCE:
        yield Finding(_TOLD_AT_ONCE[seen.why], _seconds(lasting), errcode=seen.errcode)
    elif lasting > thresholds.line_down:
        is_restless = 1 if seen.restless_since else None
        yield Finding(Trouble.LINE, _seconds(lasting), errcode=seen.errcode, n=is_restless)


def _silences(facts: Facts, thresholds: Thresholds) -> Iterator[Finding]:
    for name in facts.beating:
        beat_at = facts.heartbeats.get(name)
        found = silence(name, beat_at, facts.watching_since, facts.now, thresholds.heartbeat_silence)
        if found is not None:
            yield found


def _failing_jobs(facts: Facts) -> Iterator[Finding]:
    for job in facts.jobs:
        if job.n_failed >= FAILURES_IN_A_ROW:
            yield Finding(Trouble.JOB, of=job.name, n=job.n_failed, reference=job.reference)


def _missing_jobs(facts: Facts, thresholds: Thresholds) -> Iterator[Finding]:
    for job in facts.jobs:
        last = facts.watching_since if job.done_at is None else max(job.done_at, facts.watching_since)
        lasting = facts.now - last
        if job.n_failed < FAILURES_IN_A_ROW and lasting > max(INTERVALS_MISSED * job.every, thresholds.job_silence):
            yield Finding(Trouble.JOB, _seconds(lasting), of=job.name)


def _last_beat(facts: Facts, name: str) -> datetime:
    at = facts.heartbeats.get(name)
    return facts.watching_since if at is None else max(at, facts.watching_since)


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
