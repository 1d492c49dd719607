"""What agents write of their shifts is read as the shifts, days and people they mean."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.rota_words import WrittenShift, read_change

FRIDAY = datetime(2026, 11, 27, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
NAMES = ["夜班", "早班", "午班", "晚班"]
PEOPLE = {"周敏": "zuoxi01", "吴桐": "zuoxi02", "郑岚": "zuoxi03", "zuoxi03": "zuoxi03"}
EARLY, LATE = WrittenShift(date(2026, 11, 28), "早班"), WrittenShift(date(2026, 11, 28), "晚班")


@pytest.mark.parametrize(
    ("text", "shifts", "who"),
    [
        ("11-28 晚班 和 吴桐", (LATE,), "zuoxi02"),
        ("明天早班 郑岚", (EARLY,), "zuoxi03"),
        ("明早早班给郑岚", (EARLY,), "zuoxi03"),
        ("郑岚 11-28 早班", (EARLY,), "zuoxi03"),
        ("11.28早班 zuoxi03", (EARLY,), "zuoxi03"),
        ("１１－２８　早班　郑岚", (EARLY,), "zuoxi03"),
        ("11月28日早班让郑岚上", (EARLY,), "zuoxi03"),
        ("周六早班换郑岚", (EARLY,), "zuoxi03"),
        ("我11-28早班 换 吴桐11-29晚班", (EARLY, WrittenShift(date(2026, 11, 29), "晚班")), "zuoxi02"),
        ("明天早班和吴桐的晚班对换", (EARLY, LATE), "zuoxi02"),
        ("周六早班换郑岚周日夜班", (EARLY, WrittenShift(date(2026, 11, 29), "夜班")), "zuoxi03"),
        ("昨天早班 吴桐", (WrittenShift(date(2026, 11, 26), "早班"),), "zuoxi02"),
    ],
)
def test_shifts_and_the_other_are_read(text: str, shifts: tuple[WrittenShift, ...], who: str) -> None:
    found = read_change(text, FRIDAY, NAMES, PEOPLE)
    assert (found.shifts, found.people, found.rest) == (shifts, (who,), "")
    assert not (found.is_leave or found.is_cover)


def test_leave_keeps_its_reason_apart() -> None:
    found = read_change("请假 11-28 早班 发烧了", FRIDAY, NAMES, PEOPLE)
    assert (found.is_leave, found.shifts, found.people, found.rest) == (True, (EARLY,), (), "发烧了")


@pytest.mark.parametrize("text", ["顶班 11-28 早班", "我来顶明天早班", "明天早班我顶"])
def test_empty_shift_is_covered(text: str) -> None:
    found = read_change(text, FRIDAY, NAMES, PEOPLE)
    assert (found.is_cover, found.shifts, found.people) == (True, (EARLY,), ())


def test_what_lacks_its_day_or_its_shift_is_told_apart() -> None:
    assert read_change("早班 吴桐", FRIDAY, NAMES, PEOPLE).shifts_alone == ("早班",)
    assert read_change("请假 11-28", FRIDAY, NAMES, PEOPLE).days == (date(2026, 11, 28),)
    assert read_change("11-28 中班 吴桐", FRIDAY, NAMES, PEOPLE).other_shift == "中班"
    assert read_change("明天早班和吴桐换班", FRIDAY, NAMES, PEOPLE).other_shift is None
