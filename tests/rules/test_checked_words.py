"""A phone check is told in plain words, its time before or behind."""

from __future__ import annotations

import pytest

from rules.checked_words import in_plain_check


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("没打通", "未接通"),
        ("没打通 10:05 再打", "未接通 10:05 再打"),
        ("占线10:05", "占线10:05"),
        ("占线 10:05", "未接通 10:05 占线"),
        ("10:07 属实", "属实 10:07"),
        ("10:07没人接", "未接通 10:07"),
        ("情况属实，已核对", "属实 已核对"),
        ("属实10:18", "属实 10:18"),
        ("不属实 社区不对", "不符 社区不对"),
        ("属实吗", "属实吗"),
        ("不太清楚", "不太清楚"),
        ("10:07", "10:07"),
    ],
)
def test_spoken_check_is_the_one_of_the_command(said: str, written: str) -> None:
    assert in_plain_check(said) == written
