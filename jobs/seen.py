"""Gathers what the watchdog decides about: by other ways and other indexes than the desk's own work goes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from actions.attempts import address_hash
from actions.clocks import policy_of, view_of
from actions.contacts import ACTIVITY
from actions.desk import Desk
from actions.desk_clock import desk_time
from actions.firing import CLOCK
from actions.ports import Channel
from actions.waiting import waiting
from actions.ways import bot_may_speak_in, to_group
from bot.wecom.errcodes import ERRCODES, CodeClass
from jobs.beats import BEATS
from jobs.certificate import CertificateLook
from jobs.ticking import DONE, FAILED
from models.clock import Clock
from models.database import OperationalError, Session
from models.machinery import Heartbeat
from models.queries import audit, channels, machinery, set_aside
from models.queries import people as people_queries
from models.queries import ways as way_queries
from rules.ladder import decide
from rules.troubles import Finding, Trouble
from rules.watching import BEATING, GATEWAY, LINE, ChannelSeen, Facts, JobSeen, LineSeen, in_machine_time
from runtime import Runtime

log = structlog.get_logger("watchdog")
_DAY = timedelta(days=1)
# A step comes at most this long before its limit for the auditor to notice that nobody fired it.
_AHEAD = timedelta(hours=1)
_FAILURES_COUNT_FOR = timedelta(hours=1)
_SLOWLY = timedelta(minutes=1)
_JUST_BEFORE = timedelta(seconds=2)


@dataclass
class Eyes:
    """What one watchdog looks at, and what it remembers from look to look."""

    desk: Runtime
    certificate: CertificateLook
    _unfired_since: dict[int, datetime] = field(default_factory=dict)
    _slow: tuple[Finding, ...] = ()
    _slow_at: datetime | None = None

    def facts(self, session: Session, now: datetime, since: datetime, wrong_since: Mapping[str, datetime]) -> Facts:
        """Return what is to be seen now; `since` is when this watchdog began, `wrong_since` what people were told."""
        speed, desk = desk_time(session, now).speed, self.desk.desk(session)
        longest, beats = waiting(session, now), machinery.heartbeats(session)
        self._see_unfired(desk)
        return Facts(
            now=now,
            watching_since=since,
            oldest_delivery_at=longest.delivery_at,
            oldest_message_at=longest.message_at,
            oldest_inbound_at=longest.inbound_at,
            unfired_since=min(self._unfired_since.values(), default=None),
            n_unfired=len(self._unfired_since),
            heartbeats={name: row.beat_at for name, row in beats.items()},
            channels=tuple(_channels(session, now, wrong_since)),
            jobs=tuple(_jobs(beats, speed)),
            free_mebibytes=self.free_mebibytes(),
            speed=speed,
            besides=self._seen_slowly(desk),
            line=line_seen(beats.get(LINE), since) if self.desk.config.has_long_connection else None,
            beating=(*BEATING, GATEWAY) if self.desk.config.has_long_connection else BEATING,
        )

    def overlooked(self, now: datetime, longer_than: timedelta) -> list[int]:
        """Return the clocks that ought to have spoken for longer than a span."""
        return [clock_id for clock_id, since in self._unfired_since.items() if now - since > longer_than]

    def free_mebibytes(self) -> int | None:
        """Return how much the disk still takes; None where there is no such folder."""
        try:
            return shutil.disk_usage(self.desk.config.server.var_dir).free >> 20
        except FileNotFoundError:
            return None

    def _see_unfired(self, desk: Desk) -> None:
        """Count from when on a clock ought to have spoken, in machine time: desk time may be moved or go fast."""
        found = audit.may_be_unfired(desk.session, desk.now + _AHEAD, desk.now)
        ids = [clock_id for clock_id, due_at in found.items() if due_at <= desk.now]
        ids += _unspoken(desk, [clock_id for clock_id, due_at in found.items() if due_at > desk.now])
        # Of these whoever has to watch by hand knows already.
        aside = {subject for subject, fault in set_aside.open_faults(desk.session, CLOCK).items() if fault.reference}
        ids = [each for each in ids if each not in aside]
        self._unfired_since = {each: self._unfired_since.get(each, desk.real_now) for each in ids}

    def _seen_slowly(self, desk: Desk) -> tuple[Finding, ...]:
        """What changes slowly or costs more is looked at once a minute."""
        if self._slow_at is None or abs(desk.real_now - self._slow_at) >= _SLOWLY:
            self._slow = tuple(self._look_slowly(desk))
            self._slow_at = desk.real_now
        return self._slow

    def _look_slowly(self, desk: Desk) -> Iterator[Finding]:
        if (found := self.certificate.finding(desk.real_now)) is not None:
            yield found
        yield from _refused_groups(desk)
        yield from _refused_messages(desk)
        yield from _idle_app(desk)
        if n := audit.contradictions(desk.session, desk.now - _DAY, None):
            yield Finding(Trouble.CONTRADICTION, n=n)
        if shown := set_aside.shown(desk.session, desk.real_now - _DAY):
            yield Finding(Trouble.SET_ASIDE, n=len(shown))
        days = desk.rules.calendar.known_days_from(desk.today)
        if days < self.desk.config.thresholds.calendar.days:
            yield Finding(Trouble.CALENDAR, days=days)


def line_seen(beat: Heartbeat | None, watching_since: datetime) -> LineSeen:
    """Return how the long connection stands; what nobody has said yet counts as down since this watch began."""
    facts = (beat.facts if beat else None) or {}
    if beat is None or "since" not in facts:
        return LineSeen(is_open=False, since=watching_since, seen_at=watching_since)
    since, why = datetime.fromisoformat(facts["since"]), facts.get("why")
    restless = facts.get("restless_since")
    restless_since = datetime.fromisoformat(restless) if restless else None
    return LineSeen(bool(facts["open"]), since, beat.beat_at, why, facts.get("errcode"), restless_since)


def _unspoken(desk: Desk, ids: Sequence[int]) -> list[int]:
    """Those of some clocks before their limit that ought to have spoken by now."""
    try:
        return [clock.id for clock in audit.clocks_by_id(desk.session, ids) if _ought_to_have_spoken(desk, clock)]
    except OperationalError:
        raise
    except Exception:
        # A clock that cannot even be read or asked will not speak; the others are asked one by one.
        if len(ids) == 1:
            log.exception("clock_cannot_be_asked", clock_id=ids[0])
            return list(ids)
        return [found for clock_id in ids for found in _unspoken(desk, [clock_id])]


def _ought_to_have_spoken(desk: Desk, clock: Clock) -> bool:
    return decide(policy_of(clock), view_of(clock), clock.fired, desk.now, desk.rules.night).fire is not None


def _channels(session: Session, now: datetime, wrong_since: Mapping[str, datetime]) -> Iterator[ChannelSeen]:
    for channel in (Channel.APP, Channel.PUSH_KEY):
        # A channel that was told dead is so until something arrives, also when nothing is sent for hours.
        told_dead_since = wrong_since.get(Finding(Trouble.CHANNEL, of=channel).code, now)
        since = max(min(now - _FAILURES_COUNT_FOR, told_dead_since - _JUST_BEFORE), now - _DAY)
        failures = channels.failures_since(session, channel, since)
        arrived_at = channels.last_arrival(session, channel, failures[-1].started_at) if failures else None
        of_channel = [
            (failure, kind)
            for failure in failures
            if (arrived_at is None or failure.started_at > arrived_at)
            and (kind := _class(failure.errcode, channel)) not in (CodeClass.TARGET, CodeClass.BUG)
        ]
        if not of_channel:
            continue
        refused = [failure.errcode for failure, kind in of_channel if kind is CodeClass.CONFIG]
        newest, oldest = of_channel[0][0], of_channel[-1][0]
        errcode = refused[0] if refused else newest.errcode
        is_waited_for = channels.is_waited_for(session, channel)
        yield ChannelSeen(channel, len(of_channel), oldest.started_at, errcode, bool(refused), is_waited_for)


def _refused_groups(desk: Desk) -> Iterator[Finding]:
    """Groups that cannot be pushed to under the key they have now, with how many other ways are left to each."""
    known = way_queries.all_ways(desk.session)
    for group in people_queries.all_groups(desk.session):
        place = to_group(group.id)
        push, bot = known.get((place, Channel.PUSH_KEY)), known.get((place, Channel.AIBOT))
        by_bot = bot_may_speak_in(desk, group)
        is_left = by_bot and (bot is None or bot.refused_since is None)
        if group.push_key and push is not None and push.address_hash == address_hash(Channel.PUSH_KEY, group.push_key):
            yield Finding(Trouble.GROUP, of=str(group.id), name=group.name, errcode=push.errcode, n=int(is_left))
        elif not group.push_key and by_bot and not is_left and bot is not None:
            yield Finding(Trouble.GROUP, of=str(group.id), name=group.name, errcode=bot.errcode, n=0)


def _idle_app(desk: Desk) -> Iterator[Finding]:
    """The platform has said that it will switch the app off, or has, and not taken it back since."""
    said = machinery.heartbeats(desk.session).get(ACTIVITY)
    if said is not None and (said.facts or {}).get("idle"):
        yield Finding(Trouble.APP_IDLE)


def _refused_messages(desk: Desk) -> Iterator[Finding]:
    for channel in (Channel.APP, Channel.PUSH_KEY, Channel.AIBOT):
        failures = channels.failures_since(desk.session, channel, desk.real_now - _FAILURES_COUNT_FOR)
        codes = [failure.errcode for failure in failures if _class(failure.errcode, channel) is CodeClass.BUG]
        if codes:
            yield Finding(Trouble.REFUSED, of=channel, n=len(codes), errcode=codes[0])


def _class(errcode: int | None, channel: Channel) -> CodeClass | None:
    row = ERRCODES.get(errcode) if errcode is not None else None
    return row.class_on(channel) if row else None


def _jobs(beats: dict[str, Heartbeat], speed: float) -> Iterator[JobSeen]:
    for beat in BEATS:
        done, failed = beats.get(DONE + beat.job), beats.get(FAILED + beat.job)
        facts = (failed.facts if failed else None) or {}
        every = in_machine_time(beat.every, speed) if beat.in_desk_time else beat.every
        n_failed, reference = facts.get("in_a_row", 0), facts.get("reference")
        yield JobSeen(beat.job, every, done.beat_at if done else None, n_failed, reference)
