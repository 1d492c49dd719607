"""What stands behind the number of a request is read as people write it, and no reason is taken for a date."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rules.asked_words import AskedWords, read_asked
from rules.platform_word import read_platform_word
from rules.working_time import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=ZONE)  # a Wednesday
DUE = datetime(2026, 11, 19, 10, 0, tzinfo=ZONE)


def read(text: str) -> tuple[str | None, bool | None, str]:
    """Return until (as 11-21 18:00), told and reason of a wish for more time."""
    words = read_asked(
        text, NOW, ZONE, due_at=DUE, calendar=Calendar(frozenset(), frozenset(), frozenset({2026}), ZONE)
    )
    until = f"{words.until.astimezone(ZONE):%m-%d %H:%M}" if words.until else None
    return until, words.caller_told, words.reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到下周五 配件没到 已告知居民", ("11-27 18:00", True, "配件没到")),
        ("到11月21日 配件没到", ("11-21 18:00", None, "配件没到")),
        ("11月21日18:00 配件没到 未告知居民", ("11-21 18:00", False, "配件没到")),
        ("配件没到，申请延期到11月21日，已告知诉求人", ("11-21 18:00", True, "配件没到")),
        ("3天 配件没到", ("11-22 10:00", None, "配件没到")),
        ("延期三天，配件没到", ("11-22 10:00", None, "配件没到")),
        ("再延3天 配件没到 还没告知业主", ("11-22 10:00", False, "配件没到")),
        ("两周 施工中", ("12-03 10:00", None, "施工中")),
        ("5个工作日 等审批", ("11-26 10:00", None, "等审批")),
        ("到明年3月1日 等项目立项", ("03-01 18:00", None, "等项目立项")),
        ("到明年6月底 等项目立项", ("06-30 18:00", None, "等项目立项")),
        ("到年底 等项目立项", ("12-31 18:00", None, "等项目立项")),
        ("配件周五到货 已告知居民", (None, True, "配件周五到货")),
        ("三天后配件到", (None, None, "三天后配件到")),
        ("明天修不完", (None, None, "明天修不完")),
        ("要等到下周五 配件才来", (None, None, "要等到下周五 配件才来")),
        ("到下周五配件才来", (None, None, "到下周五配件才来")),
        ("下周五前吧，配件没到", ("11-27 18:00", None, "配件没到")),
        ("3天没到货", (None, None, "3天没到货")),
        ("21日 配件没到", ("11-21 18:00", None, "配件没到")),
        ("一个月 等项目立项", ("12-19 10:00", None, "等项目立项")),
        ("配件没到", (None, None, "配件没到")),
        ("到下周五", ("11-27 18:00", None, "")),
        ("告知单贴在门口没人理 到11月21日", ("11-21 18:00", None, "告知单贴在门口没人理")),
        ("", (None, None, "")),
        ("已告知居民", (None, True, "")),
        ("到11月21日 配件没到 已跟居民说了", ("11-21 18:00", True, "配件没到")),
        ("到11月21日 配件没到，居民已知晓", ("11-21 18:00", True, "配件没到")),
        ("到11月21日 配件没到 稍后告知居民", ("11-21 18:00", False, "配件没到")),
        ("再给三天 配件没到", ("11-22 10:00", None, "配件没到")),
        ("多给我们5天，配件没到", ("11-24 10:00", None, "配件没到")),
        ("给居民换锁要三天", (None, None, "给居民换锁要三天")),
    ],
)
def test_wish_for_more_time(text: str, expected: tuple[str | None, bool | None, str]) -> None:
    assert read(text) == expected


def test_reason_alone_keeps_its_dates() -> None:
    words = read_asked("12月1日起归交通局 已通知居民", NOW, ZONE, dated=False)
    assert words == AskedWords(None, True, "12月1日起归交通局")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (None, None, "")),
        ("今天", ("11-18 10:00", None, "")),
        ("昨天 到11月25日18:00", ("11-17 18:00", "11-25 18:00", "")),
        ("11-17 15:20 11月25日", ("11-17 15:20", "11-25 18:00", "")),
        ("到11月25日12:00 只同意三天", (None, "11-25 12:00", "只同意三天")),
        ("11月25日", (None, "11-25 18:00", "")),
        ("2026-11-18", ("11-18 10:00", None, "")),
        ("2026年11月18日 情况属实", ("11-18 10:00", None, "情况属实")),
        ("18号", ("11-18 10:00", None, "")),
        ("25号", (None, "11-25 18:00", "")),
        ("2026-11-17", ("11-17 18:00", None, "")),
        ("2026-11-17 到2026-11-25", ("11-17 18:00", "11-25 18:00", "")),
        ("2026-11-18 2026-11-25", ("11-18 10:00", "11-25 18:00", "")),
        ("理由不充分", (None, None, "理由不充分")),
        ("请在11月20日前联系诉求人", (None, None, "请在11月20日前联系诉求人")),
    ],
)
def test_word_of_the_platform(text: str, expected: tuple[str | None, str | None, str]) -> None:
    read = read_platform_word(text, NOW, ZONE)
    at, until = (f"{each.astimezone(ZONE):%m-%d %H:%M}" if each else None for each in (read.at, read.until))
    assert (at, until, read.opinion) == expected
