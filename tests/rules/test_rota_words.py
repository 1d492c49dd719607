"""What agents write of their shifts is read as the shifts, days and people they mean."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.rota_days import asked_days
from rules.rota_words import WrittenShift, WrittenSpan, read_change

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
        ("明早 吴桐", (EARLY,), "zuoxi02"),
        ("郑岚明晚", (LATE,), "zuoxi03"),
        ("昨天早班 吴桐", (WrittenShift(date(2026, 11, 26), "早班"),), "zuoxi02"),
    ],
)
def test_shifts_and_the_other_are_read(text: str, shifts: tuple[WrittenShift, ...], who: str) -> None:
    found = read_change(text, FRIDAY, NAMES, PEOPLE)
    assert (found.shifts, found.people, found.rest) == (shifts, (who,), "")
    assert not (found.is_leave or found.is_cover)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("明天上午班 郑岚", "上午"),
        ("11-28下午班 郑岚", "下午"),
        ("请假 11-24 下午", "下午"),
        ("请假 11-28，半天", "半天"),
        ("请假 11-28 10点以后", "10点"),
    ],
)
def test_part_of_a_day_is_no_shift(text: str, part: str) -> None:
    found = read_change(text, FRIDAY, NAMES, PEOPLE)
    assert (found.shifts, found.part) == ((), part)


def test_evening_is_the_late_shift_and_a_whole_day_is_no_reason() -> None:
    assert read_change("请假 今晚", FRIDAY, NAMES, PEOPLE).shifts == (WrittenShift(FRIDAY.date(), "晚班"),)
    assert read_change("请假 今晚", FRIDAY, ["夜班", "白班"], PEOPLE).part == "晚"
    assert read_change("请假 全天 11-24", FRIDAY, NAMES, PEOPLE).rest == ""
    assert read_change("什么", FRIDAY, NAMES, PEOPLE).rest == "什么"


@pytest.mark.parametrize(
    ("at", "text", "day"),
    [
        (10, "今晚夜班 郑岚", 28),
        (10, "今天晚上夜班 郑岚", 28),
        (10, "明晚夜班 郑岚", 29),
        (10, "今晚晚班 郑岚", 27),
        (10, "今晚班 郑岚", 27),
        (10, "明天夜班 郑岚", 28),
        (1, "今晚夜班 郑岚", 27),
    ],
)
def test_night_shift_of_tonight_begins_after_midnight(at: int, text: str, day: int) -> None:
    [shift] = read_change(text, FRIDAY.replace(hour=at), NAMES, PEOPLE, at_midnight={"夜班"}).shifts
    assert shift.day.day == day


def test_what_was_not_understood_is_left_over() -> None:
    assert read_change("11-28 早班 郑岚 发烧", FRIDAY, NAMES, PEOPLE).rest == "发烧"
    assert read_change("顶周敏 11-28 夜班", FRIDAY, NAMES, PEOPLE).rest == ""


def test_leave_keeps_its_reason_apart() -> None:
    found = read_change("请假 11-28 早班 发烧了", FRIDAY, NAMES, PEOPLE)
    assert (found.is_leave, found.shifts, found.people, found.rest) == (True, (EARLY,), (), "发烧了")


@pytest.mark.parametrize("text", ["顶班 11-28 早班", "我来顶明天早班", "明天早班我顶"])
def test_empty_shift_is_covered(text: str) -> None:
    found = read_change(text, FRIDAY, NAMES, PEOPLE)
    assert (found.is_cover, found.shifts, found.people) == (True, (EARLY,), ())


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ("11月28日至30日", "11-28", "11-30"),
        ("11月28日到11月30日", "11-28", "11-30"),
        ("11月28日——30日", "11-28", "11-30"),
        ("2026年11月28日至30日", "11-28", "11-30"),
        ("11-28至11-30", "11-28", "11-30"),
        ("11-28 到 11-30", "11-28", "11-30"),
        ("11.28-11.30", "11-28", "11-30"),
        ("11-28~30", "11-28", "11-30"),
        ("11/28-12/2", "11-28", "12-02"),
        ("28号到30号", "11-28", "11-30"),
        ("28-30号", "11-28", "11-30"),
        ("28号至2号", "11-28", "12-02"),
        ("十一月二十八日到三十日", "11-28", "11-30"),
        ("12月28日至30日", "12-28", "12-30"),
        ("明天到后天", "11-28", "11-29"),
        ("明后两天", "11-28", "11-29"),
        ("明天起三天", "11-28", "11-30"),
        ("从11月28日开始连休3天", "11-28", "11-30"),
        ("下周", "11-30", "12-06"),
        ("下周一至周三", "11-30", "12-02"),
        ("周六到周一", "11-28", "11-30"),
    ],
)
def test_leave_of_several_days_is_read_from_its_first_to_its_last(days: str, first: str, last: str) -> None:
    span = date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}")
    found = read_change(f"请假 {days} 回老家", FRIDAY, NAMES, PEOPLE)
    assert (found.is_leave, found.spans, found.days, found.rest) == (True, (WrittenSpan(*span),), (), "回老家")
    assert read_change(f"{days}早班请假", FRIDAY, NAMES, PEOPLE).spans == (WrittenSpan(*span, "早班"),)
    assert read_change(f"顶班 早班 {days}", FRIDAY, NAMES, PEOPLE).spans == (WrittenSpan(*span, "早班"),)


def test_days_one_by_one_are_read_each() -> None:
    assert read_change("请3天假，12月28日、29日、30日", FRIDAY, NAMES, PEOPLE).days == tuple(
        date(2026, 12, day) for day in (28, 29, 30)
    )


def test_what_lacks_its_day_or_its_shift_is_told_apart() -> None:
    assert read_change("早班 吴桐", FRIDAY, NAMES, PEOPLE).shifts_alone == ("早班",)
    assert read_change("请假 11-28", FRIDAY, NAMES, PEOPLE).days == (date(2026, 11, 28),)
    assert read_change("11-28 中班 吴桐", FRIDAY, NAMES, PEOPLE).other_shift == "中班"
    assert read_change("明天早班和吴桐换班", FRIDAY, NAMES, PEOPLE).other_shift is None


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("明天", "11-28", "11-28"),
        ("后天谁值班？", "11-29", "11-29"),
        ("昨天", "11-26", "11-26"),
        ("前天的班", "11-25", "11-25"),
        ("11-17", "11-17", "11-17"),
        ("11.17", "11-17", "11-17"),
        ("11月17日", "11-17", "11-17"),
        ("周三", "12-02", "12-02"),
        ("本周三", "11-25", "11-25"),
        ("下周", "11-30", "12-06"),
        ("上周", "11-16", "11-22"),
        ("11月28日至30日", "11-28", "11-30"),
        ("明天有雨", None, None),
        ("早班", None, None),
        ("13-45", None, None),
    ],
)
def test_days_whose_rota_is_asked_for(asked: str, first: str | None, last: str | None) -> None:
    found = asked_days(asked, FRIDAY, ZoneInfo("Asia/Shanghai"))
    assert found == (first and last and (date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}")))
