"""What statistics are asked of: the period is found wherever it stands, the rest names unit, class or place."""

from __future__ import annotations

from datetime import datetime

import pytest

from rules.report_periods import words_of
from rules.statistics_words import read_statistics
from tests.actions.town import ZONE

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "words", "period"),
    [
        ("", "", "2026年11月"),
        ("今天", "", "2026年11月18日"),
        ("昨天", "", "2026年11月17日"),
        ("本周", "", "2026年11月16日至22日"),
        ("上周 青禾家园", "青禾家园", "2026年11月9日至15日"),
        ("青禾家园 供热 上月", "青禾家园 供热", "2026年10月"),
        ("城管办 11月", "城管办", "2026年11月"),
        ("12月", "", "2025年12月"),
        ("１１－０１到１１－１６ 供热", "供热", "2026年11月1日至16日"),
        ("11-01 至 11-16", "", "2026年11月1日至16日"),
        ("2026 年 11 月", "", "2026年11月"),
        ("供热 2026 年 11 月 1 日 到 2026 年 11 月 30 日 青禾", "供热 青禾", "2026年11月"),
        ("11 月 12号院", "12号院", "2026年11月"),
        ("3 号楼 本周", "3 号楼", "2026年11月16日至22日"),
        ("本考核期", "", "2026年10月19日至11月18日"),
        ("供热 考核期", "供热", "2026年10月19日至11月18日"),
        ("青禾家园", "青禾家园", "2026年11月"),
        ("三季度 供热", "供热", "2026年第三季度"),
        ("当月 青禾家园", "青禾家园", "2026年11月"),
        ("供热 十月", "供热", "2026年10月"),
        ("去年", "", "2025年"),
        ("供热 13月", "供热 13月", "2026年11月"),
    ],
)
def test_period_among_the_words(text: str, words: str, period: str) -> None:
    asked = read_statistics(text, NOW, ZONE)
    assert (asked.words, words_of(asked.period, ZONE)) == (words, period)
    assert asked.is_official == ("考核期" in text)
