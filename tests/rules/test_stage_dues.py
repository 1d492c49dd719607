"""Each stage is due as the clocks table says, and no unit is due in the hours of rest."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rules.deadlines import OrderFacts, official_deadline
from rules.durations import Cap
from rules.night import Night
from rules.policy_book import Override, PolicyBook
from rules.reasons import ReasonCode
from rules.stage_dues import Due, Dues, Standing, endorse_due, submit_due
from rules.stages import Stage
from rules.working_time import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(frozenset(), frozenset(), frozenset({2026}), ZONE)
NIGHT = Night(time(21, 30), time(7, 30), ZONE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE)


def dues(limit: str | None, start: str = "18 10:00", contact: str | None = None, **said: Any) -> Dues:
    official = official_deadline(OrderFacts(limit_text=limit, **said), at(start), CALENDAR)
    return Dues(official, PolicyBook(), NIGHT, contact)


def moment(due: Due | None) -> str | None:
    return due.due_at.astimezone(ZONE).strftime("%d %H:%M:%S") if due else None


@pytest.mark.parametrize(
    ("limit", "stage", "started", "due"),
    [
        ("7天", Stage.SIGN, "18 10:00", "18 10:20:00"),
        ("7天", Stage.VERIFY, "18 10:12", "18 10:22:00"),
        ("7天", Stage.ASSIGN, "18 10:20", "18 10:50:00"),
        ("2小时", Stage.ASSIGN, "18 10:20", "18 10:29:36"),
        ("7天", Stage.ACCEPT, "18 10:30", "18 12:30:00"),
        ("2小时", Stage.ACCEPT, "18 10:30", "18 10:39:36"),
        ("2小时", Stage.FIRST_CONTACT, "18 10:30", "18 10:57:36"),
        ("24小时", Stage.FIRST_CONTACT, "18 10:30", "18 16:01:12"),
        ("24小时", Stage.FIRST_CONTACT, "18 20:30", "19 12:01:12"),  # sleeps ten hours
        ("2小时", Stage.HANDLE, "18 10:30", "18 11:42:00"),
        ("7天", Stage.HANDLE, "18 10:30", "24 10:00:00"),
        ("15天", Stage.HANDLE, "18 10:30", "01 10:00:00"),
        ("2小时", Stage.PLATFORM_REPLY, "18 10:00", "18 12:00:00"),
        ("2小时", Stage.FOLLOW_UP, "18 11:00", "18 11:09:00"),
        ("24小时", Stage.FOLLOW_UP, "18 16:00", "18 17:30:00"),
        ("24小时", Stage.FOLLOW_UP, "18 21:00", "19 08:30:00"),
        ("24小时", Stage.FOLLOW_UP, "19 08:30", "19 08:48:00"),  # at the latest 5 % before the deadline
        ("7天", Stage.FOLLOW_UP, "24 12:00", "24 18:00:00"),  # never by night, at the latest end neither
        ("7天", Stage.PATROL, "18 10:00", "18 10:10:00"),
    ],
)
def test_stage_is_due_as_the_table_says(limit: str, stage: Stage, started: str, due: str) -> None:
    assert moment(dues(limit).due(stage, at(started))) == due


def test_contact_limit_on_the_ticket_wins() -> None:
    due = dues("7天", contact="2小时").due(Stage.FIRST_CONTACT, at("18 10:30"))
    assert moment(due) == "18 12:30:00"
    assert due is not None
    assert [reason.code for reason in due.reasons] == [ReasonCode.CONTACT_LIMIT_ON_TICKET]


def test_urgent_first_contact_does_not_sleep() -> None:
    due = dues("24小时", urgency="紧急").due(Stage.FIRST_CONTACT, at("18 20:30"))
    assert moment(due) == "19 02:01:12"


def test_internal_due_stays_where_the_evening_before_has_passed() -> None:
    assert moment(dues("24小时", start="18 02:00").due(Stage.HANDLE, at("18 19:00"))) == "18 23:00:00"


def test_internal_due_by_night_moves_to_the_evening_before() -> None:
    due = dues("24小时", start="18 02:00").due(Stage.HANDLE, at("18 02:30"))
    assert moment(due) == "18 18:00:00"
    assert due is not None
    assert [reason.code for reason in due.reasons] == [ReasonCode.RESERVE, ReasonCode.MOVED_BEFORE_REST]


def test_internal_due_in_the_small_hours_moves_to_the_day_before() -> None:
    assert moment(dues("7天", start="18 05:00").due(Stage.HANDLE, at("18 09:00"))) == "23 18:00:00"


def test_urgent_internal_due_stays_in_the_night() -> None:
    assert moment(dues("24小时", start="18 02:00", urgency="特急").due(Stage.HANDLE, at("18 02:30"))) == "18 23:00:00"


@pytest.mark.parametrize(
    ("limit", "reopened", "due"),
    [
        ("7天", "20 10:00", "22 10:00:00"),
        ("24小时", "18 12:00", "18 21:30:00"),
        ("24小时", "18 16:00", "18 18:00:00"),  # half-way would be 23:30
        ("24小时", "18 17:30", "19 07:00:00"),  # half an hour is no limit, and nobody repairs by night
        ("24小时", "18 19:00", "19 07:00:00"),
        ("24小时", "18 20:55", "19 07:00:00"),
        ("24小时", "19 06:50", "19 07:20:00"),
        ("24小时", "19 08:00", "19 09:00:00"),  # the reserve has begun: half of what the platform leaves
        ("24小时", "19 09:30", "19 09:45:00"),
    ],
)
def test_reopened_handle_is_due_half_way_at_an_hour_that_can_be_kept(limit: str, reopened: str, due: str) -> None:
    assert moment(dues(limit).reopened_handle(at(reopened))) == due


def test_reopened_handle_stays_in_the_night_where_the_morning_is_too_late() -> None:
    assert moment(dues("24小时", start="18 07:20").reopened_handle(at("18 20:55"))) == "19 00:37:30"
    assert moment(dues("24小时", urgency="紧急").reopened_handle(at("18 20:55"))) == "19 01:57:30"


def test_reopened_handle_behind_the_deadline_is_due_at_once() -> None:
    due = dues("24小时").reopened_handle(at("19 10:30"))
    assert due is not None
    assert moment(due) == "19 10:30:00"
    assert due.reasons[-1].code is ReasonCode.NO_TIME_LEFT


@pytest.mark.parametrize(
    ("limit", "stage", "was_due", "stood_since", "goes_on", "due"),
    [
        ("7天", Stage.FIRST_CONTACT, "20 08:00", "18 15:00", "22 09:00", "23 16:00:00"),  # 21 waking hours left
        ("2小时", Stage.FIRST_CONTACT, "18 10:57", "18 10:30", "19 21:20", "19 21:47:00"),  # urgent: never sleeps
        ("7天", Stage.HANDLE, "24 10:00", "18 15:00", "22 09:00", "27 18:00:00"),  # not the 28th at four
        ("7天", Stage.HANDLE, "18 20:00", "18 15:00", "22 19:00", "23 00:00:00"),  # the evening before has passed
        ("7天", Stage.ACCEPT, "18 12:00", "18 11:00", "19 21:00", "19 22:00:00"),
        ("7天", Stage.HANDLE, "18 10:00", "18 15:00", "20 15:00", "20 10:00:00"),  # as late as it was
        ("24小时", Stage.FOLLOW_UP, "19 08:00", "18 18:00", "19 08:30", "19 08:48:00"),  # never after the reply is due
    ],
)
def test_clock_that_stood_still_goes_on_with_the_time_it_had_left(
    limit: str, stage: Stage, was_due: str, stood_since: str, goes_on: str, due: str
) -> None:
    standing = Standing(at("18 10:00"), at(was_due), at(stood_since))
    assert moment(dues(limit).resumed(stage, standing, at(goes_on))) == due


@pytest.mark.parametrize("stage", [Stage.HANDLE, Stage.FOLLOW_UP, Stage.PLATFORM_REPLY])
def test_praise_has_no_deadline_to_measure_by(stage: Stage) -> None:
    praise = dues(None, kind="表扬")
    assert praise.due(stage, at("18 10:00")) is None
    assert moment(praise.due(Stage.ASSIGN, at("18 10:00"))) == "18 10:30:00"


def test_configured_limit_is_the_one_that_counts() -> None:
    limits = {Stage.SIGN: "15m", Stage.FOLLOW_UP: "30m"}
    book = PolicyBook({(stage, None): Override(limit=Cap.parse(limit)) for stage, limit in limits.items()})
    ticket = Dues(dues("7天").official, book, NIGHT)
    assert moment(ticket.due(Stage.SIGN, at("18 10:00"))) == "18 10:15:00"
    assert moment(ticket.due(Stage.FOLLOW_UP, at("18 10:00"))) == "18 10:30:00"


def test_request_is_decided_by_day_unless_urgent() -> None:
    assert endorse_due(at("18 20:30"), False, NIGHT) == at("19 08:30")
    assert endorse_due(at("18 23:00"), True, NIGHT) == at("18 23:10")
    assert submit_due(at("18 23:00")) == at("19 00:00")
