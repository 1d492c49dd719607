"""The official deadline comes from what the ticket says, and says why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rules.deadlines import Basis, OrderFacts, grade_of, official_deadline, reserve_of
from rules.reasons import ReasonCode
from rules.stages import Grade
from rules.working_time import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(frozenset(), frozenset(), frozenset({2026}), ZONE)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


START = at("11-18 10:16")


def order(**said: Any) -> OrderFacts:
    return OrderFacts(**said)


@pytest.mark.parametrize(
    ("facts", "deadline", "basis", "grade"),
    [
        (order(limit_text="24小时"), "11-19 10:16", Basis.LIMIT, Grade.G24H),
        (order(limit_text="2小时"), "11-18 12:16", Basis.LIMIT, Grade.G2H),
        (order(limit_text="7天"), "11-25 10:16", Basis.LIMIT, Grade.G7D),
        (order(limit_text="3天12小时"), "11-21 22:16", Basis.LIMIT, Grade.G7D),
        (order(limit_text="5个工作日"), "11-25 10:16", Basis.LIMIT, Grade.G7D),
        (order(limit_text="10个工作日"), "12-02 10:16", Basis.LIMIT, Grade.G15D),
        (order(deadline_at=at("11-20 17:30")), "11-20 17:30", Basis.DEADLINE, Grade.G7D),
        (order(deadline_at=at("11-20 17:30"), limit_text="24小时"), "11-20 17:30", Basis.DEADLINE, Grade.G7D),
        (order(grade=Grade.G15D), "12-03 10:16", Basis.GRADE, Grade.G15D),
        (order(grade=Grade.G15D, limit_text="24小时"), "11-19 10:16", Basis.LIMIT, Grade.G24H),
        (order(), "11-25 10:16", Basis.ASSUMED, Grade.G7D),
        (order(limit_text="尽快"), "11-25 10:16", Basis.ASSUMED, Grade.G7D),
        (order(kind="表扬", limit_text="7天"), "11-25 10:16", Basis.LIMIT, Grade.G7D),
    ],
)
def test_deadline_rests_on_the_strongest_word_of_the_ticket(
    facts: OrderFacts, deadline: str, basis: Basis, grade: Grade
) -> None:
    official = official_deadline(facts, START, CALENDAR)
    assert (official.deadline_at, official.basis, official.grade) == (at(deadline), basis, grade)


def test_five_working_days_from_a_saturday_end_on_friday() -> None:
    official = official_deadline(order(limit_text="5个工作日"), at("11-21 09:00"), CALENDAR)
    assert official.deadline_at == at("11-27 09:00")


def test_five_working_days_over_a_holiday_stay_a_week() -> None:
    assert grade_of(12 * DAY, working_days=5) is Grade.G7D


def test_year_without_a_notice_is_guessed_and_says_so() -> None:
    official = official_deadline(order(limit_text="5个工作日"), at("12-29 09:00"), CALENDAR)
    assert official.basis is Basis.WEEKDAY_GUESS
    assert ReasonCode.WEEKDAYS_GUESSED in [reason.code for reason in official.reasons]


def test_praise_without_a_limit_has_no_deadline() -> None:
    official = official_deadline(order(kind="表扬"), START, CALENDAR)
    assert (official.deadline_at, official.basis, official.grade, official.limit) == (None, Basis.NONE, None, None)
    assert [reason.code for reason in official.reasons] == [ReasonCode.PRAISE_HAS_NONE]


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (order(limit_text="24小时"), ["limit_on_ticket", "grade"]),
        (order(limit_text="5个工作日"), ["working_days_on_ticket", "grade"]),
        (order(limit_text="尽快"), ["limit_unreadable", "assumed", "grade"]),
        (order(deadline_at=at("11-19 10:16"), limit_text="24小时"), ["deadline_on_ticket", "grade"]),
        (order(deadline_at=at("11-20 10:16"), limit_text="24小时"), ["deadline_on_ticket", "limit_disagrees", "grade"]),
        (order(deadline_at=at("11-18 09:00")), ["deadline_before_dispatch", "assumed", "grade"]),
        (order(limit_text="2小时"), ["limit_on_ticket", "grade", "urgent"]),
    ],
)
def test_every_deadline_explains_itself(facts: OrderFacts, codes: list[str]) -> None:
    assert [reason.code for reason in official_deadline(facts, START, CALENDAR).reasons] == codes


@pytest.mark.parametrize(
    ("facts", "urgent"),
    [
        (order(limit_text="4小时"), True),
        (order(limit_text="5小时"), False),
        (order(limit_text="2小时", kind="咨询"), False),
        (order(limit_text="2小时", kind="咨询", urgency="紧急"), True),
        (order(limit_text="24小时", urgency="特急"), True),
        (order(limit_text="24小时", urgency="一般"), False),
        (order(limit_text="24小时", urgency="非紧急"), False),
        (order(limit_text="7天", emergency=True), True),
    ],
)
def test_ticket_is_urgent_by_time_by_mark_or_by_danger(facts: OrderFacts, urgent: bool) -> None:
    assert official_deadline(facts, START, CALENDAR).is_urgent is urgent


@pytest.mark.parametrize(
    ("limit", "grade"),
    [
        (4 * HOUR, Grade.G2H),
        (4 * HOUR + MINUTE, Grade.G24H),
        (48 * HOUR, Grade.G24H),
        (48 * HOUR + MINUTE, Grade.G7D),
        (7 * DAY, Grade.G7D),
        (7 * DAY + MINUTE, Grade.G15D),
    ],
)
def test_grade_follows_the_time_given(limit: timedelta, grade: Grade) -> None:
    assert grade_of(limit) is grade


@pytest.mark.parametrize(
    ("limit", "grade", "reserve"),
    [
        (2 * HOUR, Grade.G2H, 18 * MINUTE),
        (4 * HOUR, Grade.G2H, 20 * MINUTE),
        (10 * HOUR, Grade.G24H, 90 * MINUTE),
        (24 * HOUR, Grade.G24H, 3 * HOUR),
        (7 * DAY, Grade.G7D, 24 * HOUR),
        (15 * DAY, Grade.G15D, 48 * HOUR),
    ],
)
def test_reserve_is_a_share_up_to_the_bound_of_its_grade(limit: timedelta, grade: Grade, reserve: timedelta) -> None:
    assert reserve_of(limit, grade) == reserve
