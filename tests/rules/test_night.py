"""By night nobody is asked to phone a citizen, units sleep, and urgent matters know no night."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.night import Night
from rules.policy import Audience, Severity
from rules.stages import Stage

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = Night(time(21, 30), time(7, 30), ZONE)
NOON_NAP = Night(time(12, 0), time(14, 0), ZONE)
NO_NIGHT = Night(time(0, 0), time(0, 0), ZONE)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "asleep"),
    [("20 21:29", False), ("20 21:30", True), ("21 00:00", True), ("21 07:29", True), ("21 07:30", False)],
)
def test_night_begins_with_its_first_minute_and_ends_before_its_last(moment: str, asleep: bool) -> None:
    assert NIGHT.is_night(at(moment)) is asleep


def test_night_within_one_day_is_possible() -> None:
    assert NOON_NAP.is_night(at("20 13:00"))
    assert not NOON_NAP.is_night(at("20 23:00"))


def test_window_without_length_is_no_night() -> None:
    assert not NO_NIGHT.is_night(at("20 00:00"))
    assert NO_NIGHT.add_awake(at("20 00:00"), HOUR) == at("20 01:00")


@pytest.mark.parametrize(
    ("moment", "morning"), [("20 22:00", "21 07:30"), ("21 03:00", "21 07:30"), ("21 12:00", "22 07:30")]
)
def test_next_morning_is_the_end_of_this_or_the_next_night(moment: str, morning: str) -> None:
    assert NIGHT.next_morning(at(moment)) == at(morning)


@pytest.mark.parametrize(
    ("severity", "audience", "urgent", "moment", "held"),
    [
        (Severity.INFO, Audience.UNIT, False, "20 23:00", "21 07:30"),
        (Severity.URGE, Audience.UNIT_LEAD, False, "20 23:00", "21 07:30"),
        (Severity.URGE, Audience.UNIT, True, "20 23:00", None),
        (Severity.BREACH, Audience.UNIT, False, "20 23:00", None),
        (Severity.URGE, Audience.ON_DUTY, False, "20 23:00", None),
        (Severity.URGE, Audience.SUPERVISOR, False, "20 23:00", None),
        (Severity.INFO, Audience.UNIT, False, "20 12:00", None),
    ],
)
def test_only_mild_words_to_units_wait_for_the_morning(
    severity: Severity, audience: Audience, urgent: bool, moment: str, held: str | None
) -> None:
    assert NIGHT.held_until(severity, audience, urgent, at(moment)) == (at(held) if held else None)


def test_citizens_are_phoned_by_night_only_when_urgent() -> None:
    assert not NIGHT.may_phone_citizen(at("20 23:00"), urgent=False)
    assert NIGHT.may_phone_citizen(at("20 23:00"), urgent=True)
    assert NIGHT.may_phone_citizen(at("20 12:00"), urgent=False)


def test_first_contact_stands_still_over_night() -> None:
    pauses = NIGHT.pauses(Stage.FIRST_CONTACT, False, at("20 20:00"), at("22 06:00"))
    assert pauses == [(at("20 21:30"), at("21 07:30")), (at("21 21:30"), at("22 06:00"))]


@pytest.mark.parametrize(("stage", "urgent"), [(Stage.FIRST_CONTACT, True), (Stage.SIGN, False), (Stage.HANDLE, False)])
def test_other_and_urgent_clocks_run_through_the_night(stage: Stage, urgent: bool) -> None:
    assert NIGHT.pauses(stage, urgent, at("20 20:00"), at("22 06:00")) == []


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("20 12:00", HOUR, "20 13:00"),
        ("20 21:00", HOUR, "21 08:00"),
        ("20 23:00", MINUTE, "21 07:31"),
        ("20 21:00", 30 * MINUTE, "21 07:30"),
        ("20 20:30", 20 * HOUR, "22 12:30"),
        ("21 08:00", -HOUR, "20 21:00"),
        ("21 08:00", -30 * MINUTE, "21 07:30"),
        ("21 03:00", -HOUR, "20 20:30"),
        ("22 12:30", -20 * HOUR, "20 20:30"),
    ],
)
def test_awake_time_is_counted_around_the_nights(start: str, span: timedelta, end: str) -> None:
    assert NIGHT.add_awake(at(start), span) == at(end)


@given(st.integers(0, 5 * 1440), st.integers(1, 5 * 1440), st.sampled_from([NIGHT, NOON_NAP]))
@example(1230, 60, NIGHT)
def test_awake_time_added_is_the_awake_time_between(start: int, span: int, night: Night) -> None:
    begin = at("16 00:00") + start * MINUTE
    end = night.add_awake(begin, span * MINUTE)
    assert night.awake_between(begin, end) == span * MINUTE
    assert not night.is_night(end)


@given(st.integers(0, 5 * 1440), st.integers(1, 5 * 1440), st.sampled_from([NIGHT, NOON_NAP]))
def test_awake_time_taken_back_is_the_awake_time_between(start: int, span: int, night: Night) -> None:
    end = at("20 00:00") + start * MINUTE
    begin = night.add_awake(end, -span * MINUTE)
    assert night.awake_between(begin, end) == span * MINUTE
