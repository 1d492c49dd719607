"""The date that words ask for is read, and no other time that they tell of."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rules.half_width import half_width
from rules.requested_time import plainly_dated, requested_until
from rules.working_time import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=ZONE)  # a Wednesday
DUE = datetime(2026, 11, 19, 10, 0, tzinfo=ZONE)
CALENDAR = Calendar(frozenset(), frozenset(), frozenset({2026}), ZONE)


def until(text: str) -> str | None:
    """Return what a text asks for, as 11-21 18:00."""
    plain = plainly_dated(half_width(text), NOW.date())
    wanted = requested_until(plain, NOW, ZONE, due_at=DUE, calendar=CALENDAR)
    return f"{wanted.until.astimezone(ZONE):%m-%d %H:%M}" if wanted else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("延到25号", "11-25 18:00"),
        ("最迟周五", "11-20 18:00"),
        ("配件没到，最晚下周二", "11-24 18:00"),
        ("SJF延到下周五行不", "11-27 18:00"),
        ("延期到11月25日18:00", "11-25 18:00"),
        ("宽限到明天下午3点", "11-19 15:00"),
        ("时间不够，推到下周一", "11-23 18:00"),
        ("申请延期 到25号", "11-25 18:00"),
        ("申请延期，下周五", "11-27 18:00"),
        ("居民出差下周一才回来，申请延期到下周二", "11-24 18:00"),
        ("延至本月底", "11-30 18:00"),
        ("申请延期至下月五号，方案没批", "12-05 18:00"),
        ("麻烦帮把时间放到25号成吗", "11-25 18:00"),
        ("回复期限请调到周五", "11-20 18:00"),
        ("能否给我们顺到下周三", "11-25 18:00"),
    ],
)
def test_date_that_is_asked_for(text: str, expected: str) -> None:
    assert until(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("再给三天", "11-22 10:00"),
        ("能不能宽限两天，配件没到", "11-21 10:00"),
        ("给我们再延两天吧", "11-21 10:00"),
        ("三天延期", "11-22 10:00"),
        ("吊篮还没批，给延俩礼拜成不", "12-03 10:00"),
        ("人手不够 都去扫雪了 宽两天", "11-21 10:00"),
        ("能往后顺两天吗", "11-21 10:00"),
        ("想申请延期3天", "11-22 10:00"),
        ("延一周", "11-26 10:00"),
        ("申请延期七个工作日", "11-30 10:00"),
        ("申请延期一个月", "12-19 10:00"),
        ("明天上午开会，申请延期两天", "11-21 10:00"),
    ],
)
def test_span_counts_from_the_limit(text: str, expected: str) -> None:
    assert until(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("配件下周三到，下周五前能修好，申请延期", "11-27 18:00"),
        ("施工队说明天来，后天能干完，申请延期", "11-20 18:00"),
        ("我们还得三天才能弄完，申请延期", "11-21 10:00"),
    ],
)
def test_when_it_will_be_done_is_asked_for_where_nothing_else_is(text: str, expected: str) -> None:
    assert until(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "时间不够，七天办不完，要延",
        "配件周三到货，时间不够，要延",
        "等到下周五配件才来，申请延期",
        "三天前就报了，申请延期",
        "配件3天没到货，申请延期",
        "多给几天",
        "明天去不了，申请延期",
        "申请延期",
    ],
)
def test_other_times_are_no_date_that_is_asked_for(text: str) -> None:
    assert until(text) is None


@pytest.mark.parametrize(
    ("text", "plainly"),
    [
        ("挂账到明年三月,材料周一补", "挂账到明年3月底,材料周一补"),
        ("延到12月5日", "延到12月5日"),
        ("延期至下月五号", "延期至12月五号"),
        ("给延俩礼拜", "给延两礼拜"),
        ("等三个月", "等三个月"),
    ],
)
def test_what_people_say_instead_of_a_date(text: str, plainly: str) -> None:
    assert plainly_dated(text, NOW.date()) == plainly
