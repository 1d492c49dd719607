"""A citizen is found however the phone or name was typed, and by nothing less than all of it."""

from __future__ import annotations

import pytest

from rules.caller_key import name_key, phone_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("13912345678", "13912345678"),
        ("139 1234 5678", "13912345678"),
        ("+86 139-1234-5678", "13912345678"),
        ("１３９１２３４５６７８", "13912345678"),
        ("013912345678", "13912345678"),
        ("0086 139 1234 5678", "13912345678"),
        ("010-65431234", "01065431234"),
        ("(010) 65431234", "01065431234"),
        ("1391234567", None),
        ("139****5678", None),
        ("20261118004512", None),
        ("4512", None),
        ("路灯", None),
    ],
)
def test_phone_is_brought_to_one_form(text: str, key: str | None) -> None:
    assert phone_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [("欧阳 晓月", "欧阳晓月"), ("阿依古丽·买买提", "阿依古丽·买买提"), ("张", None), ("张*", None), ("4512", None)],
)
def test_name_is_brought_to_one_form(text: str, key: str | None) -> None:
    assert name_key(text) == key
