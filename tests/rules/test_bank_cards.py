"""Bank cards are hidden by their check digit or by what they are called; ticket numbers of the same length stay."""

from __future__ import annotations

import pytest

from rules.bank_cards import has_check_digit
from rules.masking import mask_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("6217001234567890122被盗刷", "6217****0122被盗刷"),
        ("卡是6222 0212 3456 7890 128", "卡是6222****0128"),
        ("４１１１１１１１１１１１１１１１", "4111****1111"),
        ("银行卡号：622202123456789012，扣了300元", "银行卡号：6222****9012，扣了300元"),
        ("退到账号6222021234567890123", "退到账号6222****0123"),
    ],
)
def test_bank_card_is_hidden(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text", ["20261118004512", "261118101108115409", "2019121200003003", "6217001234567890123号设备"]
)
def test_other_long_number_stays(text: str) -> None:
    assert mask_text(text) == text


def test_check_digit_is_that_of_the_standard() -> None:
    assert [digit for digit in range(10) if has_check_digit(f"621700123456789012{digit}")] == [2]
