"""The rota turns day by day, a shift belongs to the day it starts on, and holes are found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.roster import Relief, Rota, gaps, next_on_duty, on_duty, shifts, unlike_yesterday

ZONE = ZoneInfo("Asia/Shanghai")
SINCE = date(2026, 11, 1)


def shift(name: str, start: str, end: str, people: str = "an bo cy di", kind: str = "shift") -> Rota:
    return Rota(kind=kind, name=name, start=start, end=end, people=tuple(people.split()), since=SINCE)


FOUR = [
    shift("早班", "08:00", "14:00"),
    shift("中班", "14:00", "20:00", "bo cy di an"),
    shift("晚班", "20:00", "02:00", "cy di an bo"),
    shift("夜班", "02:00", "08:00", "di an bo cy"),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "who", "name"),
    [
        ("01 08:00", "an", "早班"),
        ("01 13:59", "an", "早班"),
        ("01 14:00", "bo", "中班"),
        ("02 08:00", "bo", "早班"),
        ("05 08:00", "an", "早班"),
        ("01 23:00", "cy", "晚班"),
        ("02 01:59", "cy", "晚班"),  # still the shift of the first
        ("02 02:00", "an", "夜班"),
    ],
)
def test_rota_turns_with_the_days_since_it_began(moment: str, who: str, name: str) -> None:
    found = on_duty(FOUR, at(moment), ZONE)
    assert found is not None
    assert (found.userid, found.shift) == (who, name)


def test_shift_over_midnight_says_when_it_ends() -> None:
    found = on_duty(FOUR, at("02 01:00"), ZONE)
    assert found is not None
    assert (found.starts_at, found.ends_at) == (at("01 20:00"), at("02 02:00"))


def test_nobody_is_on_duty_before_the_rota_began() -> None:
    assert on_duty(FOUR, datetime(2026, 10, 31, 12, tzinfo=ZONE), ZONE) is None


def test_shift_of_a_whole_day_may_start_in_the_morning() -> None:
    whole = [shift("带班", "08:00", "08:00", "zhao qian")]
    found = on_duty(whole, at("02 07:59"), ZONE)
    assert found is not None
    assert found.userid == "zhao"


def test_midnight_may_be_written_as_24() -> None:
    found = on_duty([shift("晚班", "18:00", "24:00")], at("01 23:59"), ZONE)
    assert found is not None
    assert found.ends_at == at("02 00:00")


def test_rota_shared_by_roles_turns_by_its_full_list() -> None:
    shared = [shift("带班", "00:00", "24:00", "zhao qian sun", kind="duty")]
    supervisors = {"zhao", "sun"}
    found = [on_duty(shared, at(f"{day:02} 12:00"), ZONE, among=supervisors) for day in (1, 2, 3)]
    assert [duty.userid if duty else None for duty in found] == ["zhao", None, "sun"]


def test_later_shift_takes_over_where_two_overlap() -> None:
    overlapping = [shift("早班", "08:00", "14:30", "an"), shift("中班", "14:00", "20:00", "bo")]
    found = on_duty(overlapping, at("01 14:10"), ZONE)
    assert found is not None
    assert found.userid == "bo"


def test_next_shift_is_known_for_the_hand_over() -> None:
    found = next_on_duty(FOUR, at("01 13:00"), ZONE)
    assert found is not None
    assert (found.userid, found.starts_at) == ("bo", at("01 14:00"))


def test_full_rota_has_no_gaps() -> None:
    assert gaps(FOUR, date(2026, 11, 2), date(2026, 11, 9), ZONE) == []


def test_gap_between_two_shifts_is_found() -> None:
    holed = [FOUR[0], FOUR[2], FOUR[3]]
    assert gaps(holed, date(2026, 11, 2), date(2026, 11, 2), ZONE) == [(at("02 14:00"), at("02 20:00"))]


def test_empty_rota_is_one_gap() -> None:
    assert gaps([], date(2026, 11, 2), date(2026, 11, 3), ZONE) == [(at("02 00:00"), at("04 00:00"))]


def relief(day: int, name: str, of: str | None, by: str | None, since: str, until: str | None = None) -> Relief:
    return Relief(date(2026, 11, day), name, of, by, at(since), at(until) if until else None)


def who(moment: str, *reliefs: Relief) -> str | None:
    found = on_duty(FOUR, at(moment), ZONE, reliefs=reliefs)
    return found.userid if found else None


def test_swapped_shifts_are_worked_by_the_other() -> None:
    swap = [relief(2, "早班", "bo", "di", "01 10:00"), relief(2, "晚班", "di", "bo", "01 10:00")]
    assert [who(moment, *swap) for moment in ("02 09:00", "02 21:00", "03 01:00")] == ["di", "bo", "bo"]
    assert who("06 09:00", *swap) == "bo", "the rota goes on as it was"


def test_shift_taken_over_in_the_middle_was_the_first_agents_until_then() -> None:
    taken = relief(2, "早班", "bo", "cy", "02 10:00")
    assert (who("02 09:59", taken), who("02 10:00", taken)) == ("bo", "cy")


def test_who_takes_over_in_the_middle_begins_then_and_who_had_it_from_the_start_with_it() -> None:
    taken = relief(2, "早班", "bo", "cy", "02 10:00", "02 12:00")
    begun = [on_duty(FOUR, at(f"02 {moment}"), ZONE, reliefs=[taken]) for moment in ("09:00", "11:00", "13:00")]
    assert [(one.userid, one.begins_at) for one in begun if one] == [
        *(("bo", at("02 08:00")), ("cy", at("02 10:00"))),
        ("bo", at("02 12:00")),
    ]
    before = on_duty(FOUR, at("02 11:00"), ZONE, reliefs=[relief(2, "早班", "bo", "cy", "01 10:00")])
    assert before is not None and before.begins_at == at("02 08:00")


def test_gap_that_comes_at_the_same_hour_each_day_is_new_once() -> None:
    days = [(at(f"{day:02} 22:00"), at(f"{day + 1:02} 06:00")) for day in (2, 3, 4, 6)]
    assert unlike_yesterday([*days, (at("04 12:00"), at("04 13:00"))], ZONE) == [
        *(days[0], (at("04 12:00"), at("04 13:00"))),
        days[3],
    ]


def test_change_taken_back_stands_for_the_time_it_was_in_force() -> None:
    taken = relief(2, "早班", "bo", "cy", "01 10:00", "02 11:00")
    assert (who("02 10:00", taken), who("02 12:00", taken)) == ("cy", "bo")


def test_second_change_goes_on_from_the_first() -> None:
    assert who("02 09:00", relief(2, "早班", "bo", "cy", "01 10:00"), relief(2, "早班", "cy", "an", "01 11:00")) == "an"


def test_change_of_a_shift_that_a_new_rota_gives_to_somebody_else_is_void() -> None:
    assert who("02 09:00", relief(2, "早班", "zz", "cy", "01 10:00")) == "bo"


def test_leave_leaves_a_gap_until_somebody_covers() -> None:
    leave = relief(2, "早班", "bo", None, "01 10:00")
    assert who("02 09:00", leave) is None
    assert gaps(FOUR, date(2026, 11, 2), date(2026, 11, 2), ZONE, [leave]) == [(at("02 08:00"), at("02 14:00"))]
    cover = relief(2, "早班", None, "di", "01 12:00")
    assert who("02 09:00", leave, cover) == "di"
    assert gaps(FOUR, date(2026, 11, 2), date(2026, 11, 2), ZONE, [leave, cover]) == []


def test_leave_from_the_middle_of_a_night_shift_is_a_gap_for_the_rest_of_it() -> None:
    leave = relief(1, "晚班", "cy", None, "01 23:30")
    assert gaps(FOUR, date(2026, 11, 1), date(2026, 11, 2), ZONE, [leave]) == [
        (at("01 00:00"), at("01 02:00")),
        (at("01 23:30"), at("02 02:00")),
    ]


def test_line_that_was_replaced_tells_who_was_there_then_and_its_follower_who_is_there_now() -> None:
    old = replace(shift("早班", "08:00", "14:00", "an"), valid_until=at("05 10:00"))
    new = replace(shift("早班", "08:00", "14:00", "bo"), valid_from=at("05 10:00"))
    named = [on_duty([old, new], at(moment), ZONE) for moment in ("04 09:00", "05 09:59", "05 10:00", "06 09:00")]
    assert [duty.userid if duty else None for duty in named] == ["an", "an", "bo", "bo"]
    assert gaps([old, new], date(2026, 11, 5), date(2026, 11, 5), ZONE) == [
        (at("05 00:00"), at("05 08:00")),
        (at("05 14:00"), at("06 00:00")),
    ]


def test_night_shift_of_the_last_day_of_an_old_line_is_worked_to_its_end() -> None:
    old = replace(shift("夜班", "22:00", "06:00", "an"), until=date(2026, 11, 5))
    new = replace(shift("夜班", "22:00", "06:00", "bo"), since=date(2026, 11, 5))
    named = [on_duty([old, new], at(moment), ZONE) for moment in ("05 05:00", "05 23:00")]
    assert [duty.userid if duty else None for duty in named] == ["an", "bo"]


def test_shifts_of_a_day_tell_which_nobody_works() -> None:
    listed = shifts(FOUR, date(2026, 11, 2), date(2026, 11, 2), ZONE, [relief(2, "中班", "cy", None, "01 10:00")])
    assert [(each.name, each.userid) for each in listed] == [
        ("夜班", "an"),
        ("早班", "bo"),
        ("中班", None),
        ("晚班", "di"),
    ]
