"""Whose orders are looked for is read from what stands behind /查; other words look for no citizen."""

from __future__ import annotations

import pytest

from rules.caller_search import CallerSearch, read_caller_search, searches_by_name_and_place


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电话 13800138000", CallerSearch(phone="13800138000", is_plain=True)),
        ("手机号：１３８ 0013 8000", CallerSearch(phone="13800138000", is_plain=True)),
        ("电话 1380013", CallerSearch(is_plain=True)),
        ("姓名 王小明", CallerSearch(name="王小明", is_plain=True)),
        ("姓名：王小明  青禾家园 3号楼", CallerSearch(name="王小明", place="青禾家园 3号楼", is_plain=True)),
        ("姓名 wang", CallerSearch(is_plain=True)),
        ("13800138000", CallerSearch(phone="13800138000")),
        ("王小明", CallerSearch(name="王小明")),
        ("电话亭", CallerSearch(name="电话亭")),
        ("姓名牌坏了 3号楼", None),
        ("4512", None),
        ("", None),
    ],
)
def test_words_behind_find(text: str, found: CallerSearch | None) -> None:
    assert read_caller_search(text) == found


def test_bare_name_beside_a_place_may_be_either_word() -> None:
    found = searches_by_name_and_place("青禾家园 3号楼 王小明")
    assert CallerSearch(name="王小明", place="青禾家园 3号楼") in found
    assert searches_by_name_and_place("王小明") == ()
