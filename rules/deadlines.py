"""Works out a ticket's official deadline, how urgent it is, and the reasons people are given for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from rules.durations import Limit, parse_limit
from rules.reasons import Reason, ReasonCode
from rules.stages import Grade
from rules.working_time import Calendar, add_working_days

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
URGENT_WITHIN = 4 * _HOUR
ASSUMED_LIMIT = 7 * _DAY
SHORT_WORKING_DAYS = 5
GRADE_LIMITS: dict[Grade, timedelta] = {
    Grade.G2H: 2 * _HOUR,
    Grade.G24H: 24 * _HOUR,
    Grade.G7D: 7 * _DAY,
    Grade.G15D: 15 * _DAY,
}
RESERVE_SHARE = 0.15
_RESERVES: dict[Grade, timedelta] = {
    Grade.G2H: timedelta(minutes=20),
    Grade.G24H: 3 * _HOUR,
    Grade.G7D: 24 * _HOUR,
    Grade.G15D: 48 * _HOUR,
}
URGENT_WORDS = ("紧急", "特急", "加急")
_NOT_URGENT = ("非紧急", "不紧急")
CONSULTATION = "咨询"
PRAISE = ("表扬", "感谢")


class Basis(StrEnum):
    """What an official deadline rests on."""

    DEADLINE = "deadline"
    LIMIT = "limit"
    GRADE = "grade"
    ASSUMED = "assumed"
    WEEKDAY_GUESS = "weekday_guess"
    NONE = "none"


@dataclass(frozen=True)
class OrderFacts:
    """What a ticket says that its deadline depends on; `emergency` is the desk's own flag for danger."""

    kind: str | None = None
    deadline_at: datetime | None = None
    limit_text: str | None = None
    grade: Grade | None = None
    urgency: str | None = None
    emergency: bool = False


@dataclass(frozen=True)
class Official:
    """The official deadline (aware UTC; None = none), what it rests on, and L from first dispatch to it."""

    deadline_at: datetime | None
    basis: Basis
    grade: Grade | None
    limit: timedelta | None
    is_urgent: bool
    reasons: tuple[Reason, ...]


def official_deadline(order: OrderFacts, first_dispatched_at: datetime, calendar: Calendar) -> Official:
    """Return the official deadline of a ticket first dispatched at that moment.

    An absolute time wins over a duration, and a disagreement of the two is among the reasons; then the
    grade written on the ticket; praise without any of them has no deadline; else seven days are assumed.
    """
    deadline_at, basis, reasons = _resolve(order, first_dispatched_at, calendar)
    if deadline_at is None:
        return Official(None, basis, None, None, _is_marked_urgent(order), tuple(reasons))
    limit = deadline_at - first_dispatched_at
    stated = parse_limit(order.limit_text) if order.limit_text else None
    grade = order.grade if basis is Basis.GRADE and order.grade else grade_of(limit, _working_days(stated, basis))
    urgent = is_urgent(order, limit)
    reasons.append(Reason(ReasonCode.GRADE, {"grade": grade, "limit": limit}))
    if urgent:
        why = order.urgency if _is_marked_urgent(order) and not order.emergency else None
        reasons.append(Reason(ReasonCode.URGENT, {"emergency": order.emergency, "word": why, "limit": limit}))
    return Official(deadline_at, basis, grade, limit, urgent, tuple(reasons))


def grade_of(limit: timedelta, working_days: int | None = None) -> Grade:
    """Return the grade of an official limit; up to five working days are a week whatever the calendar makes of them."""
    if limit <= URGENT_WITHIN:
        return Grade.G2H
    if limit <= 48 * _HOUR:
        return Grade.G24H
    short = working_days is not None and working_days <= SHORT_WORKING_DAYS
    return Grade.G7D if limit <= 7 * _DAY or short else Grade.G15D


def is_urgent(order: OrderFacts, limit: timedelta | None) -> bool:
    """Tell whether a ticket is urgent: little time and no consultation, marked so, or an emergency."""
    little_time = limit is not None and limit <= URGENT_WITHIN and order.kind != CONSULTATION
    return little_time or _is_marked_urgent(order)


def reserve_of(limit: timedelta, grade: Grade) -> timedelta:
    """Return what is kept back of an official limit for follow-up and reply."""
    return min(timedelta(seconds=round(limit.total_seconds() * RESERVE_SHARE)), _RESERVES[grade])


def half_way(
    started_at: datetime, deadline_at: datetime, grade: Grade | str | None, limit: timedelta | None = None
) -> datetime:
    """Return the middle between `started_at` and the official deadline less reserve, never before the start.

    Without the official `limit` the reserve is that of the grade's usual limit.
    """
    known = Grade(grade) if grade else Grade.G7D
    target = deadline_at - reserve_of(limit or GRADE_LIMITS[known], known)
    return started_at + max(target - started_at, timedelta(0)) / 2


def _is_marked_urgent(order: OrderFacts) -> bool:
    word = order.urgency or ""
    return order.emergency or (any(w in word for w in URGENT_WORDS) and not any(w in word for w in _NOT_URGENT))


def _working_days(stated: Limit | None, basis: Basis) -> int | None:
    return stated.working_days if stated and basis in (Basis.LIMIT, Basis.WEEKDAY_GUESS) else None


def _resolve(order: OrderFacts, start: datetime, calendar: Calendar) -> tuple[datetime | None, Basis, list[Reason]]:
    by_limit, basis, reasons = _by_limit_text(order.limit_text, start, calendar)
    if order.deadline_at is not None and order.deadline_at > start:
        absolute = order.deadline_at.astimezone(UTC)
        return (
            absolute,
            Basis.DEADLINE,
            [
                Reason(ReasonCode.DEADLINE_ON_TICKET, {"deadline_at": absolute}),
                *_disagreement(by_limit, absolute, order.limit_text),
            ],
        )
    if order.deadline_at is not None:
        reasons.insert(0, Reason(ReasonCode.DEADLINE_BEFORE_DISPATCH, {"deadline_at": order.deadline_at}))
    if by_limit is not None:
        return by_limit, basis, reasons
    if order.grade is not None:
        limit = GRADE_LIMITS[order.grade]
        reasons.append(Reason(ReasonCode.GRADE_ON_TICKET, {"grade": order.grade, "limit": limit, "start": start}))
        return start.astimezone(UTC) + limit, Basis.GRADE, reasons
    if order.kind and any(word in order.kind for word in PRAISE):
        return None, Basis.NONE, [*reasons, Reason(ReasonCode.PRAISE_HAS_NONE, {"kind": order.kind})]
    reasons.append(Reason(ReasonCode.ASSUMED, {"limit": ASSUMED_LIMIT, "start": start}))
    return start.astimezone(UTC) + ASSUMED_LIMIT, Basis.ASSUMED, reasons


def _by_limit_text(
    text: str | None, start: datetime, calendar: Calendar
) -> tuple[datetime | None, Basis, list[Reason]]:
    if not text:
        return None, Basis.ASSUMED, []
    limit = parse_limit(text)
    if limit is None:
        return None, Basis.ASSUMED, [Reason(ReasonCode.LIMIT_UNREADABLE, {"text": text})]
    facts: dict[str, Any] = {"text": text, "start": start}
    if limit.working_days is None:
        delta = limit.delta or timedelta(0)
        return start.astimezone(UTC) + delta, Basis.LIMIT, [Reason(ReasonCode.LIMIT_ON_TICKET, facts)]
    deadline_at, guessed = add_working_days(start, limit.working_days, calendar)
    reasons = [Reason(ReasonCode.WORKING_DAYS_ON_TICKET, {**facts, "working_days": limit.working_days})]
    if guessed:
        reasons.append(Reason(ReasonCode.WEEKDAYS_GUESSED, {"year": deadline_at.astimezone(calendar.zone).year}))
    return deadline_at, Basis.WEEKDAY_GUESS if guessed else Basis.LIMIT, reasons


def _disagreement(by_limit: datetime | None, absolute: datetime, text: str | None) -> list[Reason]:
    # Platforms cut seconds off one of the two; less than a minute apart they agree.
    if by_limit is None or abs(by_limit - absolute) < timedelta(minutes=1):
        return []
    facts = {"text": text, "by_limit": by_limit, "deadline_at": absolute}
    return [Reason(ReasonCode.LIMIT_DISAGREES, facts)]
