"""Tells supervisors past the outbox what is wrong with the desk, and that it is well again: once for all processes."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from actions.audiences import officials_on_duty, supervisors_group
from actions.desk import Desk
from actions.ports import Channel, ChatGateway, Sent, Wire
from bot.wecom.bodies import aibot_markdown, app_text, group_text
from models.database import Database, OperationalError, Session
from models.queries import machinery
from models.queries import people as queries
from rules.settings import DeskRules
from rules.telling import to_tell
from rules.troubles import CAN_WAIT, FADING, FOR_ADMINISTRATORS, OF_LINE, Finding, finding_from_json, told_every
from texts import watching as texts

log = structlog.get_logger("alarms")
# Heartbeats under these names say when a finding was last told, for whoever starts anew; ticks keep two from telling.
TOLD = "told:"
# Nobody who waits for word should hear of a recovery that does not last.
CHECKS_BEFORE_RECOVERY = 30
_TRY_AGAIN_AFTER = timedelta(minutes=2)
_NEWS_FOR = timedelta(days=2)
# A platform that hangs must not keep the watchdog from its next look.
_SAY_FOR_SECONDS = 20.0


@dataclass(frozen=True)
class SecondWay:
    """Whom to tell directly, and the supervisors' group; kept from the last good look, for when the database is gone.

    Administrators are told of what only they can mend.
    """

    userids: tuple[str, ...] = ()
    push_key: str | None = field(default=None, repr=False)
    administrators: tuple[str, ...] = ()
    chat_id: str | None = None


@dataclass(frozen=True)
class Told:
    """What was told, and when (machine time)."""

    at: datetime
    finding: Finding

    @property
    def since(self) -> datetime:
        """Return from when on it was wrong."""
        return self.at - timedelta(seconds=self.finding.seconds or 0)


@dataclass
class Alarms:
    """What one process tells of; `agent_id` is None where there is no app."""

    database: Database
    rules: DeskRules
    gateway: ChatGateway
    agent_id: int | None
    _way: SecondWay = SecondWay()
    _told: dict[str, Told] = field(default_factory=dict)
    _told_without_database: dict[str, Told] = field(default_factory=dict)
    _gone_in_a_row: dict[str, int] = field(default_factory=dict)
    _reached_nobody_at: datetime | None = None
    _is_night: bool = False

    def remember(self, desk: Desk) -> None:
        """Keep whom to tell and what was told; whom, as last known, where people or keys cannot be read."""
        try:
            self._way = _second_way(desk)
        except OperationalError:
            raise
        except Exception:
            # A key that is gone must not keep an alarm from those known before.
            log.exception("second_way_unknown")
        self._told = _told_before(desk)
        self._is_night = desk.rules.night.is_night(desk.now)

    def told(self) -> Mapping[str, Told]:
        """Return by its code what was told and has not been taken back."""
        return {**self._told, **self._told_without_database}

    def tell(self, found: Collection[Finding], in_a_row: Mapping[str, int], now: datetime) -> None:
        """Tell what has lasted and nobody has told of late; what reached nobody is tried again soon."""
        if self._reached_nobody_at and abs(now - self._reached_nobody_at) < _TRY_AGAIN_AFTER:
            return
        told_at = {code: told.at for code, told in self.told().items()}
        lasting = to_tell(found, in_a_row, told_at, now, is_night=self._is_night)
        untold = self._still_untold(lasting, now) if lasting else ()
        for each, worded in ((False, texts.alarm), (True, texts.warning)):
            of_level = [finding for finding in untold if finding.is_warning is each]
            if not of_level:
                continue
            log.error("trouble", findings=[finding.code for finding in of_level])
            if not self._say(worded(self.rules.site_name, of_level), self._whom(of_level)):
                log.error("nobody_told", findings=[finding.code for finding in of_level])
                self._reached_nobody_at = now
                self._take_back(of_level)

    def tell_recovery(self, found: Collection[Finding], now: datetime) -> None:
        """Tell once what was told and has been well for a while."""
        told, here = self.told(), {finding.code for finding in found}
        if any(finding.trouble in OF_LINE for finding in found):
            # A line that is down for another reason than before has not come back.
            here |= {code for code, each in told.items() if each.finding.trouble in OF_LINE}
        self._gone_in_a_row = {code: self._gone_in_a_row.get(code, 0) + 1 for code in told if code not in here}
        lasting = [told[code].finding for code, n in self._gone_in_a_row.items() if n >= CHECKS_BEFORE_RECOVERY]
        mine = self._take_back([each for each in lasting if not (self._is_night and each.trouble in CAN_WAIT)])
        news = [each for each in mine if each.trouble not in FADING and now - told[each.code].at <= _NEWS_FOR]
        alarms = [each for each in news if not each.is_warning]
        left = [each for each in found if not each.is_warning]
        if alarms:
            log.info("recovered", findings=[each.code for each in news])
            self._say(texts.recovered(self.rules.site_name, news, left), self._whom(news))
        elif news:
            self._say(texts.mended(self.rules.site_name, news), self._whom(news))

    def _still_untold(self, lasting: tuple[Finding, ...], now: datetime) -> tuple[Finding, ...]:
        """Those that no other process has told meanwhile; all of them without a database."""
        try:
            with self.database.transaction() as session:
                mine = [each for each in lasting if _is_given(session, each, now)]
                for each in mine:
                    machinery.beat(session, TOLD + each.code, now, each.to_json())
        except OperationalError:
            self._told_without_database |= {each.code: Told(now, each) for each in lasting}
            return lasting
        self._told |= {each.code: Told(now, each) for each in mine}
        return tuple(mine)

    def _take_back(self, told: Collection[Finding]) -> list[Finding]:
        """Forget that something was told, so that it can be told again; returns what this process has forgotten."""
        if not told:
            return []
        try:
            with self.database.transaction() as session:
                mine = [each for each in told if machinery.forget_beat(session, TOLD + each.code)]
                for each in mine:
                    machinery.take_back_ticks(session, TOLD + each.code)
        except OperationalError:
            mine = []
        mine += [each for each in told if each.code in self._told_without_database and each not in mine]
        for each in told:
            self._told.pop(each.code, None)
            self._told_without_database.pop(each.code, None)
        return mine

    def _whom(self, found: Collection[Finding]) -> tuple[str, ...]:
        """Return who hears of these: the supervisors on duty, and of the bot's line the administrators too."""
        is_theirs = any(each.trouble in FOR_ADMINISTRATORS for each in found)
        return tuple(dict.fromkeys((*self._way.userids, *(self._way.administrators if is_theirs else ()))))

    def _say(self, text: str, whom: Collection[str]) -> bool:
        """Tell people directly, else the supervisors' group; tells whether anybody was reached."""
        return self._said_directly(text, whom) or any(
            self._said_in_group(wire) for wire in self._group_ways(text, whom)
        )

    def _group_ways(self, text: str, whom: Collection[str]) -> Iterator[Wire]:
        way = self._way
        if way.push_key is not None:
            yield Wire(Channel.PUSH_KEY, way.push_key, group_text(text, tuple(whom)))
        if way.chat_id is not None:
            yield Wire(Channel.AIBOT, way.chat_id, aibot_markdown(way.chat_id, text, is_group=True))

    def _said_in_group(self, wire: Wire) -> bool:
        outcome = self.gateway.send(wire)
        log.info("told_group", channel=wire.channel, outcome=type(outcome).__name__)
        return isinstance(outcome, Sent)

    def _said_directly(self, text: str, whom: Collection[str]) -> bool:
        if self.agent_id is None:
            return False
        is_reached, give_up_at = False, time.monotonic() + _SAY_FOR_SECONDS
        for who in whom:
            outcome = self.gateway.send(Wire(Channel.APP, who, app_text(who, text, self.agent_id)))
            arrived = isinstance(outcome, Sent) and not outcome.unreachable
            # An alarm is no delivery: the log alone can tell later whom it reached.
            log.info("told_directly", who=who, outcome=type(outcome).__name__, arrived=arrived)
            is_reached |= arrived
            if time.monotonic() >= give_up_at:
                break
        return is_reached


def _second_way(desk: Desk) -> SecondWay:
    group, administrators = supervisors_group(desk), queries.people_with_role(desk.session, "admin")
    return SecondWay(
        tuple(officials_on_duty(desk, "supervisor")),
        group.push_key if group else None,
        tuple(person.userid for person in administrators),
        group.chat_id if group else None,
    )


def _told_before(desk: Desk) -> dict[str, Told]:
    beats = machinery.heartbeats(desk.session).items()
    found = {name.removeprefix(TOLD): row for name, row in beats if name.startswith(TOLD)}
    read = {code: finding_from_json({**(row.facts or {}), "code": code}) for code, row in found.items()}
    return {code: Told(found[code].beat_at, finding) for code, finding in read.items() if finding is not None}


def _is_given(session: Session, finding: Finding, now: datetime) -> bool:
    slot = int(now.timestamp() // told_every(finding.trouble).total_seconds())
    return machinery.give_tick(session, TOLD + finding.code, slot, now)
