"""A number in a command's words is a second order's where it begins a piece, unless it is only mentioned."""

from __future__ import annotations

import pytest

from rules.second_order import other_numbers
from rules.ticket_number import compile_patterns

PATTERNS = compile_patterns([r"20\d{12}"])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("属实，4513 未接通", ["4513"]),
        ("满意 已解决 20261118004513 不满意 未解决", ["20261118004513"]),
        ("电话答复；尾号1207 有照片", ["1207"]),
        ("灯修好了\n4513明天去", ["4513"]),
        ("与4513重复", []),
        ("见4513、4514的回复", []),
        ("单号录错，正确的单号4513", []),
        ("重复登记 4513", []),
        ("电话答复，4513同一件事", []),
        ("和20261118004513是同一件", []),
        ("约了1600上门", []),
        ("换泵花了1200", []),
        ("联系电话 13600000001", []),
    ],
)
def test_number_that_begins_a_piece_is_another_orders(text: str, numbers: list[str]) -> None:
    found = [each.text for each in other_numbers(text, PATTERNS) if each.begins_piece and not each.is_mentioned]
    assert found == numbers
