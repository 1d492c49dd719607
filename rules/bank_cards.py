"""Finds the numbers of bank cards in texts: those whose check digit is right, and those that are called one."""

from __future__ import annotations

import re
from collections.abc import Iterator

Patch = tuple[int, int, str]

# As people write them in fours; the first figures are those of UnionPay and of the foreign brands.
_CARD = re.compile(r"(?<![0-9])(?:62|4[0-9]|5[1-5]|35)[0-9]{2}(?:[- ]{0,2}[0-9]){12,15}(?![0-9A-Za-z])")
_CALLED_CARD = re.compile(
    r"(?:银行卡|信用卡|储蓄卡|工资卡|社保卡|卡号|账号|帐号|账户|帐户)(?:的)?(?:卡?号码?)?\s{0,2}[:是为]?\s{0,2}"
    r"(?P<number>[0-9](?:[- ]{0,2}[0-9]){14,18})(?![0-9A-Za-z])"
)


def card_patches(plain: str) -> Iterator[Patch]:
    """Yield what to put in place of each number of a bank card in a half-width text."""
    for found in _CARD.finditer(plain):
        digits = re.sub("[- ]", "", found[0])
        if 16 <= len(digits) <= 19 and has_check_digit(digits):
            yield *found.span(), _masked(digits)
    for found in _CALLED_CARD.finditer(plain):
        yield *found.span("number"), _masked(re.sub("[- ]", "", found["number"]))


def has_check_digit(digits: str) -> bool:
    """Tell whether the last of these digits is their check digit (Luhn, ISO/IEC 7812)."""
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def _masked(digits: str) -> str:
    return f"{digits[:4]}****{digits[-4:]}"
