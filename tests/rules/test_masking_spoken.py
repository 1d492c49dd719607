"""Identities written the way people speak: spaced phones, names without a title, rooms without a word."""

from __future__ import annotations

import pytest

from rules.masking import mask_text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("电话139 123 45678", "45678"),
        ("电话13912 345678", "345678"),
        ("139.1234.5678", "1234"),
        ("座机010 6588 9900", "6588"),
        ("固话6555 4321", "6555"),
        ("市民马海涛反映家里没水", "海涛"),
        ("爱人端木蓉电话不接", "端木蓉"),
        ("物业张伟经理态度差", "张伟"),
        ("3#楼2单元501漏水", "501"),
        ("家住501，请上门", "501"),
    ],
)
def test_identity_as_people_write_it_is_masked(text: str, hidden: str) -> None:
    assert hidden not in mask_text(text)


@pytest.mark.parametrize("text", ["居民多次反映噪音", "100平方米", "2026-11-18 10:12:30", "物业经理不在", "面积139.5"])
def test_words_and_figures_that_are_no_identity_stay(text: str) -> None:
    assert mask_text(text) == text
