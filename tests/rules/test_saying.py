"""When a chat hears what has fired: steps always, repeats at their distance, many of them together, by night less."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.ladder import Firing
from rules.night import Night
from rules.policy import Audience, Repeat, Severity
from rules.saying import SAID_JUST_NOW, SAID_SOON, SAID_THIS_NIGHT, Heard, Manners, Saying, Speaker, Word
from rules.settings import RepeatThrottle

ZONE = ZoneInfo("Asia/Shanghai")
MANNERS = Manners(Night(time(21, 30), time(7, 30), ZONE), RepeatThrottle())
HALF_HOURLY = Repeat(timedelta(minutes=30), (Audience.UNIT_LEAD,), urgent_every=timedelta(minutes=10))
ONCE_BY_NIGHT = Repeat(timedelta(minutes=30), (Audience.UNIT_LEAD,), once_by_night=True)
BY_DAY = Repeat(timedelta(hours=2), (Audience.SUPERVISOR,), by_day_only=True)
MINE, OTHER = 1, 2


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE)


def say(now: str, heard: Heard, repeat: Repeat = HALF_HOURLY, *, urgent: bool = False) -> Saying:
    firing = Firing("repeat#3", 3, at(now), repeat.to, Severity.BREACH)
    return MANNERS.saying(firing, repeat.to[0], Speaker(MINE, repeat, urgent), heard, at(now))


def repeats(*words: tuple[int, str]) -> tuple[Word, ...]:
    return tuple(Word(clock_id, at(moment)) for clock_id, moment in words)


@pytest.mark.parametrize(("last", "unsaid"), [("20 10:00", None), ("20 10:01", SAID_JUST_NOW), ("20 11:00", SAID_SOON)])
def test_repeat_keeps_half_an_hour_from_the_last_word_said_or_waiting(last: str, unsaid: str | None) -> None:
    assert say("20 10:30", Heard(at(last))).instead == unsaid


def test_repeat_comes_at_the_interval_of_its_stage_when_that_is_the_shorter() -> None:
    every_ten_minutes = Repeat(timedelta(minutes=10), (Audience.SUPERVISOR,))
    assert say("20 10:10", Heard(at("20 10:00")), every_ten_minutes) == Saying()
    assert say("20 10:09", Heard(at("20 10:00")), every_ten_minutes).instead == SAID_JUST_NOW


def test_single_clock_of_a_chat_is_repeated_at_its_own_pace() -> None:
    assert say("20 10:30", Heard(at("20 10:00"), repeats((MINE, "20 10:00")))) == Saying()


def test_repeat_of_another_clock_within_the_hour_makes_this_one_wait_for_its_end() -> None:
    heard = Heard(at("20 10:00"), repeats((OTHER, "20 10:05"), (MINE, "20 10:00")))
    assert say("20 10:30", heard) == Saying(at("20 11:05"))


def test_everything_that_waits_shares_one_moment() -> None:
    heard = Heard(at("20 10:00"), repeats((OTHER, "20 10:05"), (3, "20 11:05")))
    assert say("20 10:40", heard) == Saying(at("20 11:05"))
    assert say("20 11:05", heard) == Saying()


def test_urgent_repeat_shares_the_hour_of_the_others_and_alone_keeps_its_ten_minutes() -> None:
    heard = Heard(at("20 10:00"), repeats((OTHER, "20 10:05"), (3, "20 11:05")))
    assert say("20 10:10", heard, urgent=True) == Saying(at("20 11:05"))
    assert say("20 10:10", Heard(at("20 10:00"), repeats((MINE, "20 10:00"))), urgent=True) == Saying()


@pytest.mark.parametrize("urgent", [True, False])
def test_repeat_that_is_not_for_the_day_alone_waits_for_no_morning(urgent: bool) -> None:
    heard = Heard(at("20 22:00"), repeats((OTHER, "21 07:30")))
    assert say("20 22:30", heard, urgent=urgent) == Saying()
    assert say("20 21:20", Heard(at("20 20:50"), heard.repeats), urgent=urgent) == Saying()


def test_unit_asleep_hears_its_one_word_of_the_night_though_others_wait_for_the_morning() -> None:
    assert say("20 21:50", Heard(at("20 21:20"), repeats((OTHER, "21 07:30"))), ONCE_BY_NIGHT) == Saying()


def test_first_repeats_of_one_moment_are_one_message_at_once() -> None:
    assert say("20 10:30", Heard(at("20 10:00"), repeats((OTHER, "20 10:30")))) == Saying()


def test_repeat_for_the_day_that_would_be_released_by_night_waits_for_the_morning() -> None:
    heard = Heard(at("20 19:00"), repeats((OTHER, "20 20:45")))
    assert say("20 21:00", heard, BY_DAY) == Saying(at("21 07:30"))


def test_word_released_by_night_is_the_one_of_that_night() -> None:
    assert say("20 22:30", Heard(at("20 21:45")), ONCE_BY_NIGHT).instead == SAID_THIS_NIGHT
    assert say("20 21:50", Heard(at("20 21:20")), ONCE_BY_NIGHT) == Saying()
    assert say("21 07:00", Heard(at("20 21:45")), ONCE_BY_NIGHT) == Saying()


@pytest.mark.parametrize(("now", "release"), [("20 23:00", "21 07:30"), ("20 12:00", None)])
def test_step_is_never_left_unsaid_and_only_by_night_the_mild_waits(now: str, release: str | None) -> None:
    firing = Firing("-20%", 0, at(now), (Audience.UNIT,), Severity.URGE)
    heard = Heard(at(now), repeats((OTHER, now)))
    said = MANNERS.saying(firing, Audience.UNIT, Speaker(MINE, HALF_HOURLY, False), heard, at(now))
    assert said == Saying(at(release) if release else None)


def overdue_by_night(
    now: str, heard: Heard, audience: Audience = Audience.UNIT_LEAD, *, urgent: bool = False
) -> Saying:
    firing = Firing("0m", 0, at(now), (audience,), Severity.BREACH)
    return MANNERS.saying(firing, audience, Speaker(MINE, ONCE_BY_NIGHT, urgent), heard, at(now))


def test_sleeping_unit_hears_of_the_first_overdue_order_at_once_and_of_more_once_an_hour() -> None:
    assert overdue_by_night("21 03:00", Heard()) == Saying()
    told = Heard(repeats=repeats((OTHER, "21 03:00")))
    assert overdue_by_night("21 03:10", told) == Saying(at("21 04:00"))
    assert overdue_by_night("21 04:00", told) == Saying()


def test_urgent_orders_people_on_duty_and_daytime_know_no_such_wait() -> None:
    told = Heard(repeats=repeats((OTHER, "21 03:00"), (OTHER, "21 11:00")))
    assert overdue_by_night("21 03:10", told, urgent=True) == Saying()
    assert overdue_by_night("21 03:10", told, Audience.ON_DUTY) == Saying()
    assert overdue_by_night("21 11:10", told) == Saying()
