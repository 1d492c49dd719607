"""A change of the rota is refused where it cannot be, and what it asks of people is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.roster import Rota, Shift, shifts
from rules.rota_changes import Leg, No, find_shift, too_long, why_not

ZONE = ZoneInfo("Asia/Shanghai")
SINCE = date(2026, 11, 1)
NOW = datetime(2026, 11, 27, 10, tzinfo=ZONE)
ROTAS = [
    Rota("shift", name, start, end, (who,), SINCE)
    for name, start, end, who in (
        ("夜班", "00:00", "06:00", "an"),
        ("早班", "06:00", "12:00", "bo"),
        ("午班", "12:00", "18:00", "cy"),
        ("晚班", "18:00", "24:00", "di"),
        ("机动", "09:00", "15:00", "ed"),
    )
]
LISTED = shifts(ROTAS, date(2026, 11, 26), date(2026, 11, 30), ZONE)


def leg(day: int, name: str, given_by: str | None, taken_by: str | None) -> Leg:
    shift = find_shift(LISTED, date(2026, 11, day), name)
    assert isinstance(shift, Shift)
    return Leg(shift, given_by, taken_by)


@pytest.mark.parametrize(
    ("legs", "why"),
    [
        ([leg(28, "早班", "bo", "cy")], None),
        ([leg(28, "早班", "BO", "cy")], None),
        ([leg(28, "早班", "bo", "di"), leg(29, "晚班", "di", "bo")], None),
        ([leg(28, "早班", "bo", None)], None),
        ([leg(27, "早班", "bo", "di")], None),  # what is left of it
        ([leg(28, "早班", "bo", "bo")], No.SAME_PERSON),
        ([leg(27, "夜班", "an", "bo")], No.OVER),
        ([leg(26, "早班", "bo", "an")], No.OVER),
        ([leg(28, "早班", "cy", "an")], No.NOT_THEIRS),
        ([leg(28, "早班", None, "an")], No.NOT_THEIRS),
        ([leg(28, "早班", "bo", "ed")], No.TWICE),
        # Giving away the other shift makes room for it.
        ([leg(28, "早班", "bo", "ed"), leg(28, "机动", "ed", "bo")], None),
    ],
)
def test_change_that_cannot_be_is_refused(legs: list[Leg], why: No | None) -> None:
    refused = why_not(legs, LISTED, NOW)
    assert (refused.why if refused else None) is why


def test_more_than_twelve_hours_without_a_break_are_told_and_not_forbidden() -> None:
    assert too_long([leg(28, "早班", "bo", "cy")], LISTED) == {}
    longer = [leg(28, "早班", "bo", "di"), leg(28, "午班", "cy", "di")]
    assert too_long(longer, LISTED) == {"di": timedelta(hours=18)}


def test_hours_over_midnight_count_as_one() -> None:
    assert too_long([leg(28, "晚班", "di", "an"), leg(29, "早班", "bo", "an")], LISTED) == {"an": timedelta(hours=18)}
