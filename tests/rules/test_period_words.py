"""The words for a period are read alike by whoever asks for one, and a report takes those that fit its kind."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rules.ledger_words import OfEntry, OfPeriod, OfStatement, read_ask
from rules.period_words import period_named
from rules.report_periods import DailyWindow, ReportKind, words_of
from rules.report_words import read_period, split_anew, split_period

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=ZONE)
NAMED = [
    ("今天", "2026年11月18日"),
    ("昨日", "2026年11月17日"),
    ("前天", "2026年11月16日"),
    ("11月17日", "2026年11月17日"),
    ("11-17", "2026年11月17日"),
    ("十一月十七号", "2026年11月17日"),
    ("2025/12/31", "2025年12月31日"),
    ("11月20日", "2025年11月20日"),
    ("11月1日至11月16日", "2026年11月1日至16日"),
    ("11-01到11-16", "2026年11月1日至16日"),
    ("2026年11月1日至16日", "2026年11月1日至16日"),
    ("2025年12月28日至2026年1月3日", "2025年12月28日至2026年1月3日"),
    ("12月28日至1月3日", "2025年12月28日至2026年1月3日"),
    ("11月1日到11月30日", "2026年11月"),
    ("11-01到11-29", "2026年11月1日至29日"),
    ("11月15日到12月5日", "2026年11月15日至12月5日"),
    ("11月15日到1月5日", "2026年11月15日至2027年1月5日"),
    ("1月1日到12月31日", "2026年"),
    ("近30天", "2026年10月19日至11月17日"),
    ("近三十天", "2026年10月19日至11月17日"),
    ("本周", "2026年11月16日至22日"),
    ("上星期", "2026年11月9日至15日"),
    ("上上周", "2026年11月2日至8日"),
    ("当月", "2026年11月"),
    ("本月", "2026年11月"),
    ("这个月", "2026年11月"),
    ("上月", "2026年10月"),
    ("上个月", "2026年10月"),
    ("11月", "2026年11月"),
    ("１１月份", "2026年11月"),
    ("十一月", "2026年11月"),
    ("十二月", "2025年12月"),
    ("2026-11", "2026年11月"),
    ("2026年11月", "2026年11月"),
    ("202611", "2026年11月"),
    ("去年12月", "2025年12月"),
    ("三季度", "2026年第三季度"),
    ("第三季度", "2026年第三季度"),
    ("3季度", "2026年第三季度"),
    ("Q3", "2026年第三季度"),
    ("2026-Q3", "2026年第三季度"),
    ("2026q3", "2026年第三季度"),
    ("2026年三季度", "2026年第三季度"),
    ("2026年第三季度", "2026年第三季度"),
    ("去年四季度", "2025年第四季度"),
    ("四季度", "2026年第四季度"),
    ("本季度", "2026年第四季度"),
    ("上季度", "2026年第三季度"),
    ("上个季度", "2026年第三季度"),
    ("今年", "2026年"),
    ("去年", "2025年"),
    ("2026年", "2026年"),
    ("2027年", "2027年"),
    ("11月1号到今天", "2026年11月1日至18日"),
    ("前天到昨天", "2026年11月16日至17日"),
    ("11.1-11.18", "2026年11月1日至18日"),
    ("最近一周", "2026年11月11日至17日"),
    ("近两个月", "2026年9月18日至11月17日"),
    ("上半年", "2026年1月1日至6月30日"),
    ("去年下半年", "2025年7月1日至12月31日"),
    ("周一到周三", "2026年11月16日至18日"),
    ("上周五", "2026年11月13日"),
    ("周五", "2026年11月13日"),
    ("上周一至周日", "2026年11月9日至15日"),
]
NONE = [
    "",
    "十三月",
    "13月",
    "2026-13",
    "五季度",
    "Q5",
    "2026",
    "11",
    "11月31日",
    "1-3月",
    "近0天",
    "11月9日至11月1日",
    "下月",
    "青禾",
]


@pytest.mark.parametrize(("words", "written"), NAMED)
def test_period_is_read_as_people_name_it(words: str, written: str) -> None:
    period = period_named(words, NOW, ZONE)
    assert period is not None and words_of(period, ZONE) == written
    # And what is written of it can be written again.
    assert period_named(written, NOW, ZONE) == period
    assert split_period(f"云杉里 {words}", NOW, ZONE) == ("云杉里", period)
    assert read_ask(words, NOW, ZONE) == OfPeriod(period)


@pytest.mark.parametrize("words", NONE)
def test_what_names_no_period_is_none(words: str) -> None:
    assert period_named(words, NOW, ZONE) is None


def test_quarter_and_year_turn_with_the_desks_own_midnight() -> None:
    for at, words, written in (
        (datetime(2027, 1, 1, 0, 0, tzinfo=ZONE), "上季度", "2026年第四季度"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=ZONE), "三季度", "2026年第三季度"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=ZONE), "今年", "2026年"),
        (datetime(2026, 3, 31, 12, 0, tzinfo=ZONE), "上上月", "2026年1月"),
        (datetime(2027, 1, 1, 9, 0, tzinfo=ZONE), "12月30日至1月2日", "2026年12月30日至2027年1月2日"),
    ):
        period = period_named(words, at, ZONE)
        assert period is not None and words_of(period, ZONE) == written


@pytest.mark.parametrize(
    ("kind", "words", "window", "written"),
    [
        ("daily", "", "day", "2026年11月17日"),
        ("daily", "昨天", "day", "2026年11月17日"),
        ("daily", "11月16日", "noon", "2026年11月16日12时至17日12时"),
        ("daily", "上周", "day", None),
        ("weekly", "上周", "day", "2026年11月9日至15日"),
        ("weekly", "11月11日", "day", "2026年11月9日至15日"),
        ("weekly", "11-09到11-15", "day", "2026年11月9日至15日"),
        ("weekly", "11-10到11-16", "day", None),
        ("weekly", "10月", "day", None),
        ("monthly", "10", "day", "2026年10月"),
        ("monthly", "十月", "day", "2026年10月"),
        ("monthly", "当月", "day", "2026年11月"),
        ("monthly", "三季度", "day", None),
        ("statement", "", "day", "2026年10月"),
        ("statement", "三季度", "day", "2026年第三季度"),
        ("statement", "今年", "day", None),
        ("statement", "3", "day", None),
        ("special", "今年", "day", "2026年"),
    ],
)
def test_a_report_is_about_a_period_of_its_kind(
    kind: ReportKind, words: str, window: DailyWindow, written: str | None
) -> None:
    period = read_period(ReportKind(kind), words, NOW, ZONE, window)
    assert (period and words_of(period, ZONE)) == written


def test_another_edition_is_asked_for_by_one_word() -> None:
    assert split_anew("云杉里 三季度 重出") == ("云杉里 三季度", True)
    assert split_anew("10月重出") == ("10月", True)
    assert split_period("云杉里 11-01 到 11-16", NOW, ZONE) == split_period("云杉里 11-01到11-16", NOW, ZONE)
    assert split_period("云杉里 2026 年 11 月", NOW, ZONE) == split_period("云杉里 2026年11月", NOW, ZONE)
    assert split_anew("云杉里") == ("云杉里", False)
    assert read_ask("三季度 结算单 重出", NOW, ZONE) == OfStatement("三季度   重出")


def test_a_number_alone_is_an_entry_of_the_ledger() -> None:
    assert [read_ask(words, NOW, ZONE) for words in ("12", "第3", "11号")] == [OfEntry(12), OfEntry(3), OfEntry(11)]
    assert read_ask("", NOW, ZONE) == read_ask("本月", NOW, ZONE)
