"""Who did not pick up is tried at other times of day, and never by night."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from rules.calling_times import TRIES, next_try
from rules.night import Night

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = Night(time(21, 30), time(7, 30), ZONE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("tries", "now", "following"),
    [
        ("", "18 10:00", "18 10:00"),
        ("", "18 23:00", "19 07:30"),
        ("18 10:00", "18 10:00", "18 12:00"),
        ("18 10:00, 18 12:00", "18 12:00", "18 17:00"),
        ("18 20:00", "18 20:00", "19 07:30"),
        ("18 20:00, 19 07:30", "19 07:30", "19 12:30"),
        # Phoned late, the third would fall on the hour of the first.
        ("18 07:30, 18 19:00", "18 19:00", "19 08:30"),
        ("18 08:10, 18 17:30", "18 17:30", "19 09:30"),
        ("18 10:00, 19 05:30", "19 05:30", "19 11:30"),
    ],
)
def test_next_try_is_by_day_and_at_another_time_of_day(tries: str, now: str, following: str) -> None:
    done = [at(one) for one in tries.split(", ") if one]
    assert next_try(done, at(now), NIGHT, urgent=False) == at(following)


@pytest.mark.parametrize(
    ("tries", "before", "following"),
    [
        # Early enough for its limit: as planned.
        ("18 10:30", "18 12:31", "18 12:30"),
        ("18 10:30", "19 10:00", "18 12:30"),
        # Two tries and the reply are still to come: a third of the time each.
        ("18 10:00", "18 12:00", "18 11:00"),
        ("18 09:00", "18 11:00", "18 10:00"),
        ("18 09:00, 18 11:00", "18 15:00", "18 13:00"),
        ("18 09:00, 18 11:00", "18 12:40", "18 12:00"),
        # Too little for a try that counts.
        ("18 11:00", "18 12:00", ""),
        ("18 11:50", "18 12:00", ""),
        # The night before the limit is not phoned in.
        ("18 20:30", "19 07:00", ""),
        ("18 18:00", "19 07:00", "18 20:00"),
        ("18 20:30", "19 08:00", "19 07:30"),
        ("18 22:00", "19 07:00", ""),
        # Not at the hour of yesterday's try, where the time allows it.
        ("17 12:00, 18 10:00", "18 14:00", "18 11:00"),
        ("17 12:00, 18 10:30", "18 12:30", "18 11:30"),
        # The limit has passed.
        ("18 10:30", "18 10:00", "18 12:30"),
    ],
)
def test_next_try_is_brought_before_the_limit_of_the_reply(tries: str, before: str, following: str) -> None:
    done = [at(one) for one in tries.split(", ")]
    assert next_try(done, done[-1], NIGHT, urgent=False, before=[at(before)]) == (at(following) if following else None)


def test_inner_limit_that_leaves_no_try_that_counts_gives_way_to_that_of_the_platform() -> None:
    tries = [at("18 10:00"), at("18 11:01")]
    limits = [at("19 10:00"), at("18 11:30")]
    assert next_try(tries[:1], tries[0], NIGHT, urgent=False, before=limits) == at("18 11:00")
    assert next_try(tries, tries[-1], NIGHT, urgent=False, before=limits) == at("18 16:01")
    # A limit in the night has nobody phoned in it.
    late, limits = at("18 21:10"), [at("19 07:22"), at("19 07:58")]
    assert next_try([late], late, NIGHT, urgent=False, before=limits) == at("19 07:30")


def test_three_tries_from_any_minute_of_a_day_share_no_hour_and_no_night() -> None:
    for minute in range(0, 24 * 60, 10):
        tries: list[datetime] = []
        now = at(f"18 {minute // 60:02}:{minute % 60:02}")
        while len(tries) < TRIES:
            now = next_try(tries, now, NIGHT, urgent=False) or now
            assert not NIGHT.is_night(now)
            clock = now.hour * 60 + now.minute
            apart = [abs(clock - one.hour * 60 - one.minute) for one in (each.astimezone(ZONE) for each in tries)]
            assert all(60 <= each <= 24 * 60 - 60 for each in apart)
            now = now.astimezone(ZONE)
            tries.append(now)


def test_urgent_matter_is_phoned_by_night_too() -> None:
    assert next_try([at("18 21:00")], at("18 21:00"), NIGHT, urgent=True) == at("18 23:00")
    assert next_try([at("18 21:00")], at("18 21:00"), NIGHT, urgent=True, before=[at("18 23:00")]) == at("18 22:00")
