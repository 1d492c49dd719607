"""Works out when each stage of a ticket is due, leaving the official deadline its reserve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.deadlines import Official, half_way, reserve_of
from rules.durations import parse_limit
from rules.night import PAUSED_BY_NIGHT, Night
from rules.policy_book import PolicyBook
from rules.reasons import Reason, ReasonCode
from rules.stages import Stage

_HOUR = timedelta(hours=1)
LATEST_FOLLOW_UP_SHARE = 0.05
TASK_LIMIT = timedelta(minutes=30)
ENDORSE_LIMIT, URGENT_ENDORSE_LIMIT = 2 * _HOUR, timedelta(minutes=10)
SUBMIT_LIMIT = _HOUR
EVENING_HOUR = 18
# Nobody is at the door sooner, however little is left before the reserve.
LEAST_REOPENED = timedelta(minutes=30)


@dataclass(frozen=True)
class Due:
    """When a stage is due (aware UTC) and why."""

    due_at: datetime
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A clock that stands still: when it began, when it was due, and since when it stands."""

    started_at: datetime
    due_at: datetime
    stood_since: datetime


@dataclass(frozen=True)
class Dues:
    """Answers when the stages of one ticket are due.

    `contact_limit_text` is the contact limit written on the ticket, which wins over the table.
    """

    official: Official
    book: PolicyBook
    night: Night
    contact_limit_text: str | None = None

    def reserve(self) -> timedelta:
        """Return what is kept back for follow-up and reply; nothing for a ticket without a deadline."""
        limit, grade = self.official.limit, self.official.grade
        if limit is None or grade is None:
            return timedelta(0)
        return reserve_of(limit, grade)

    def internal_deadline(self, started_at: datetime) -> Due | None:
        """Return when the unit has to be done: the deadline less the reserve, out of the hours of rest; else None."""
        deadline_at = self.official.deadline_at
        if deadline_at is None:
            return None
        reserve = self.reserve()
        facts = {"deadline_at": deadline_at, "reserve": reserve, "grade": self.official.grade}
        due = Due(deadline_at - reserve, (Reason(ReasonCode.RESERVE, facts),))
        return _not_before(self._out_of_rest(due, started_at), started_at)

    def due(self, stage: Stage, started_at: datetime) -> Due | None:
        """Return when a stage begun at `started_at` is due; None where the ticket has no deadline to measure by.

        Promises, requests and phone tasks are due by other rules.
        """
        match stage:
            case Stage.PLATFORM_REPLY:
                deadline_at = self.official.deadline_at
                return Due(deadline_at, self.official.reasons) if deadline_at else None
            case Stage.HANDLE:
                return self.internal_deadline(started_at)
            case Stage.FIRST_CONTACT:
                return self._first_contact(started_at)
            case Stage.FOLLOW_UP:
                return self._follow_up(started_at)
        limit, reason = self._limit(stage)
        return Due(started_at + limit, (reason,))

    def reopened_handle(self, started_at: datetime) -> Due | None:
        """Return the due of a handle opened again: half-way to the official deadline less reserve.

        Where the reserve has begun it is half of what is left to the deadline itself.
        """
        deadline_at = self.official.deadline_at
        if deadline_at is None:
            return None
        until = deadline_at - self.reserve()
        left = deadline_at - started_at
        if left <= timedelta(0):
            return _not_before(Due(deadline_at, (Reason(ReasonCode.HALF_WAY, {"until": until}),)), started_at)
        if until <= started_at:
            facts = {"until": deadline_at, "in_reserve": True}
            due = Due(started_at + left / 2, (Reason(ReasonCode.HALF_WAY, facts),))
        else:
            middle = half_way(started_at, deadline_at, self.official.grade, self.official.limit)
            least = started_at + min(LEAST_REOPENED, left / 2)
            due = Due(max(middle, least), (Reason(ReasonCode.HALF_WAY, {"until": until}),))
        return self._by_day(due, started_at, deadline_at)

    def resumed(self, stage: Stage, clock: Standing, at: datetime) -> Due:
        """Return when a clock that stood still is due after it goes on at `at`: with the time that it had left.

        What was late by then stays late by as much.
        """
        left = clock.due_at - clock.stood_since
        if left < timedelta(0):
            return Due(at + left)
        reasons: tuple[Reason, ...] = ()
        if stage in PAUSED_BY_NIGHT and not self.official.is_urgent:
            due_at = self.night.add_awake(at, self.night.awake_between(clock.stood_since, clock.due_at))
            slept = sum(
                (end - begin for begin, end in self.night.nights_between(clock.started_at, due_at)), timedelta(0)
            )
            reasons = (Reason(ReasonCode.NIGHTS_LEFT_OUT, {"slept": slept}),) if slept else ()
        else:
            due_at = at + left
        due = self._in_time_for_the_reply(Due(due_at, reasons)) if stage is Stage.FOLLOW_UP else Due(due_at, reasons)
        is_inner = stage in (Stage.HANDLE, Stage.FOLLOW_UP)
        return _not_before(self._out_of_rest(due, at), at) if is_inner else due

    def _limit(self, stage: Stage) -> tuple[timedelta, Reason]:
        cap = self.book.policy_for(stage, self.official.grade, self.official.is_urgent).limit
        if cap is None:
            raise ValueError(f"{stage} has no limit of its own")
        limit = cap.resolve(self.official.limit)
        facts = {"stage": stage, "limit": limit, "span": cap.delta, "share": cap.share, "of": self.official.limit}
        return limit, Reason(ReasonCode.STAGE_LIMIT, facts)

    def _first_contact(self, started_at: datetime) -> Due:
        stated = parse_limit(self.contact_limit_text) if self.contact_limit_text else None
        if stated is not None and stated.delta is not None:
            facts = {"text": self.contact_limit_text, "limit": stated.delta}
            reasons: tuple[Reason, ...] = (Reason(ReasonCode.CONTACT_LIMIT_ON_TICKET, facts),)
            return self._awake(started_at, stated.delta, Stage.FIRST_CONTACT, reasons)
        accept, accept_reason = self._limit(Stage.ACCEPT)
        contact, contact_reason = self._limit(Stage.FIRST_CONTACT)
        return self._awake(started_at, accept + contact, Stage.FIRST_CONTACT, (accept_reason, contact_reason))

    def _follow_up(self, started_at: datetime) -> Due | None:
        deadline_at, official_limit = self.official.deadline_at, self.official.limit
        if deadline_at is None or official_limit is None:
            return None
        policy = self.book.policy_for(Stage.FOLLOW_UP, self.official.grade, self.official.is_urgent)
        limit = policy.limit.resolve(official_limit) if policy.limit else self.reserve() / 2
        facts = {"stage": Stage.FOLLOW_UP, "limit": limit, "reserve": self.reserve()}
        due = self._awake(started_at, limit, Stage.FOLLOW_UP, (Reason(ReasonCode.STAGE_LIMIT, facts),))
        due = self._in_time_for_the_reply(due)
        return _not_before(self._out_of_rest(due, started_at), started_at)

    def _in_time_for_the_reply(self, due: Due) -> Due:
        deadline_at, official_limit = self.official.deadline_at, self.official.limit
        if deadline_at is None or official_limit is None:
            return due
        latest = deadline_at - _share(official_limit, LATEST_FOLLOW_UP_SHARE)
        if due.due_at <= latest:
            return due
        return Due(latest, (*due.reasons, Reason(ReasonCode.LATEST, {"latest": latest})))

    def _awake(self, start: datetime, limit: timedelta, stage: Stage, reasons: tuple[Reason, ...]) -> Due:
        if self.official.is_urgent:
            return Due(start + limit, reasons)
        due_at = self.night.add_awake(start, limit)
        slept = sum((end - begin for begin, end in self.night.pauses(stage, False, start, due_at)), timedelta(0))
        return Due(due_at, (*reasons, Reason(ReasonCode.NIGHTS_LEFT_OUT, {"slept": slept})) if slept else reasons)

    def _by_day(self, due: Due, started_at: datetime, deadline_at: datetime) -> Due:
        """Move a due out of the hours of rest to the evening before, or to the morning where that is too soon."""
        rest = self.night.rest_at(due.due_at)
        if self.official.is_urgent or rest is None:
            return due
        evening = self._out_of_rest(due, started_at)
        if evening is not due and evening.due_at - started_at >= _HOUR:
            return evening
        if deadline_at - rest[1] < self.reserve() / 2:
            return due
        return Due(rest[1], (*due.reasons, Reason(ReasonCode.MOVED_AFTER_REST, {"from": due.due_at})))

    def _out_of_rest(self, due: Due, started_at: datetime) -> Due:
        """Move an internal due out of the hours of rest to six in the evening before, when that is after the start."""
        rest = self.night.rest_at(due.due_at)
        if self.official.is_urgent or rest is None:
            return due
        evening = rest[0].astimezone(self.night.zone).replace(hour=EVENING_HOUR, minute=0).astimezone(rest[0].tzinfo)
        if evening <= started_at:
            return due
        return Due(evening, (*due.reasons, Reason(ReasonCode.MOVED_BEFORE_REST, {"from": due.due_at})))


def endorse_due(started_at: datetime, urgent: bool, night: Night) -> datetime:
    """Return when an official has to have decided: two hours by day, ten minutes when urgent."""
    return started_at + URGENT_ENDORSE_LIMIT if urgent else night.add_awake(started_at, ENDORSE_LIMIT)


def submit_due(started_at: datetime) -> datetime:
    """Return when an endorsed request has to be on the platform."""
    return started_at + SUBMIT_LIMIT


def _not_before(due: Due, started_at: datetime) -> Due:
    """A due that has passed before the stage began falls on its start, so that it is told at once."""
    if due.due_at >= started_at:
        return due
    return Due(started_at, (*due.reasons, Reason(ReasonCode.NO_TIME_LEFT, {"would_be": due.due_at})))


def _share(span: timedelta, share: float) -> timedelta:
    return timedelta(seconds=round(span.total_seconds() * share))
