"""What is odd in a rota is found once, however many days it happens on."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from rules.roster import Rota, shifts
from rules.roster_checks import Odd, oddities

ZONE = ZoneInfo("Asia/Shanghai")


def found(*lines: tuple[str, str, str, str]) -> list[tuple[Odd, str, str, int]]:
    rotas = [Rota("shift", name, start, end, tuple(who.split()), date(2026, 11, 1)) for name, start, end, who in lines]
    listed = shifts(rotas, date(2026, 11, 1), date(2026, 11, 4), ZONE)
    return [(each.what, each.first.name, each.second.name, each.times) for each in oddities(listed)]


def test_rota_that_turns_is_not_odd() -> None:
    assert found(("早班", "08:00", "20:00", "an bo"), ("夜班", "20:00", "08:00", "cy di")) == []


def test_one_person_twice_at_once_and_one_after_the_other() -> None:
    assert found(("早班", "08:00", "14:00", "an"), ("午班", "12:00", "18:00", "an")) == [(Odd.TWICE, "早班", "午班", 4)]
    assert found(("早班", "08:00", "14:00", "an"), ("午班", "14:00", "20:00", "an bo")) == [
        (Odd.BACK_TO_BACK, "早班", "午班", 2)
    ]


def test_night_shift_before_the_morning_shift_of_the_next_day_is_back_to_back() -> None:
    assert found(("早班", "08:00", "14:00", "bo an"), ("夜班", "22:00", "08:00", "an")) == [
        (Odd.BACK_TO_BACK, "夜班", "早班", 2)
    ]


def test_overlap_of_two_people_is_told_apart() -> None:
    assert found(("早班", "08:00", "14:30", "an"), ("午班", "14:00", "20:00", "bo")) == [
        (Odd.OVERLAP, "早班", "午班", 4)
    ]
