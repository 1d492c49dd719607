from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.spoken_time import chinese_int, stated_time

DESK = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 10, 27, tzinfo=DESK)


def at(day: int, hour: int, minute: int, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=DESK)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("10:12", at(18, 10, 12)),
        ("10：12", at(18, 10, 12)),
        ("１０：１２", at(18, 10, 12)),
        ("10:27", at(18, 10, 27)),
        ("10:28", at(18, 10, 28)),
        ("23:50", at(17, 23, 50)),
        ("10点12", at(18, 10, 12)),
        ("10点12分", at(18, 10, 12)),
        ("9点半", at(18, 9, 30)),
        ("十点一刻", at(18, 10, 15)),
        ("八点", at(18, 8, 0)),
        ("昨天23:50", at(17, 23, 50)),
        ("昨晚11点", at(17, 23, 0)),
        ("前天 8:05", at(16, 8, 5)),
        ("今早8:05", at(18, 8, 5)),
        ("上午9点", at(18, 9, 0)),
        ("下午3点", at(18, 15, 0)),
        ("11-18 10:12", at(18, 10, 12)),
        ("11月18日10:12", at(18, 10, 12)),
        ("12-31 23:00", at(31, 23, 0, month=12, year=2025)),
        ("2026-11-18 10:12", at(18, 10, 12)),
        ("2026/11/18 10:12:30", at(18, 10, 12)),
        ("2026年11月18日 10时12分", at(18, 10, 12)),
        ("今天18:00", at(18, 18, 0)),
    ],
)
def test_stated_time_is_read_as_people_write_it(text: str, moment: datetime) -> None:
    assert stated_time(text, NOW, DESK) == moment


@pytest.mark.parametrize(
    "text", ["", "25:00", "10:61", "13-40 10:12", "2026-02-30 8:00", "属实", "10:12到现场", "4512", "明天10:00"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert stated_time(text, NOW, DESK) is None


def test_just_after_midnight_a_late_clock_is_yesterday() -> None:
    now = datetime(2026, 11, 18, 0, 5, tzinfo=DESK)
    assert stated_time("23:58", now, DESK) == at(17, 23, 58)


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("十二", 12), ("二十", 20), ("三十一", 31), ("两", 2), ("12", 12), ("零五", 5)]
)
def test_chinese_numbers_are_counted(text: str, number: int) -> None:
    assert chinese_int(text) == number


@pytest.mark.parametrize("text", ["", "十十", "一十二三", "个", "百"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert chinese_int(text) is None


@given(st.text(alphabet="0123456789:点半分昨天今早下午月日-/ 年十二三零", max_size=20))
def test_any_text_is_read_without_raising(text: str) -> None:
    moment = stated_time(text, NOW, DESK)
    assert moment is None or moment.tzinfo is not None
