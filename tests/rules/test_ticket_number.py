from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.masking import mask_text
from rules.ticket_number import compile_patterns, find_numbers, find_tails, is_id_card

PATTERNS = compile_patterns([r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}", r"SJF-\d{8}-\d{4}"])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("20261118004512收到", ["20261118004512"]),
        ("单号２０２６１１１８００４５１２", ["20261118004512"]),
        ("热线-261118-004512 正在办理", ["热线-261118-004512"]),
        ("热线—261118—004512", ["热线-261118-004512"]),
        ("sjf-20261118-0123 延期", ["SJF-20261118-0123"]),
        ("20261118004512，20261118004513", ["20261118004512", "20261118004513"]),
        ("2026111800451", []),
        ("202611180045123", []),
        ("261118101108115409", ["261118101108115409"]),
        ("编号110101199003071234号", ["110101199003071234"]),
        ("身份证11010119900307123X", []),
        ("电话13800000101", []),
        ("", []),
    ],
)
def test_full_numbers_are_found_with_digit_boundaries(text: str, numbers: list[str]) -> None:
    assert [found.text for found in find_numbers(text, PATTERNS)] == numbers


def test_identity_card_is_refused_although_eighteen_digits_match() -> None:
    cards = (f"11010119900307{serial:04}" for serial in range(10_000))
    card = next(card for card in cards if is_id_card(card))
    assert re.fullmatch(r"\d{18}", card)
    assert find_numbers(f"证件{card}", PATTERNS) == []
    assert find_tails(f"证件{card}", PATTERNS) == []


def test_eighteen_digits_with_an_impossible_birth_date_stay_a_ticket() -> None:
    assert not is_id_card("110101199013071230")
    assert find_numbers("110101199013071230", PATTERNS)


def test_identity_card_ending_in_x_is_not_cut_into_a_number() -> None:
    seventeen = compile_patterns([r"\d{17}"])
    card = next(f"11010119900307{n:03}X" for n in range(1000) if is_id_card(f"11010119900307{n:03}X"))
    assert find_numbers(card, seventeen) == []


def test_longest_of_overlapping_patterns_wins() -> None:
    overlapping = compile_patterns([r"\d{6}", r"热线-\d{6}", r"热线-\d{6}-\d{6}"])
    assert [n.text for n in find_numbers("热线-261118-004512", overlapping)] == ["热线-261118-004512"]


def test_number_that_contains_a_mobile_is_extracted_and_not_masked() -> None:
    text = "261118101108115409 与 261121150733000412 请联系18101108115"
    numbers = [found.text for found in find_numbers(text, PATTERNS)]
    assert numbers == ["261118101108115409", "261121150733000412"]
    assert mask_text(text, numbers_to_keep=numbers) == "261118101108115409 与 261121150733000412 请联系181****8115"


@pytest.mark.parametrize(
    ("text", "tails"),
    [
        ("4512收到", ["4512"]),
        ("4512和4513都弄完了", ["4512", "4513"]),
        ("004512 已联系居民", ["004512"]),
        ("4512室温已达标", ["4512"]),
        ("4512楼道灯修好了", ["4512"]),
        ("4512天然气已恢复", ["4512"]),
        ("4512户主已联系", ["4512"]),
        ("20261118004512收到", []),
        ("SJF-20261118-0123收到", []),
        ("13800000101没人接", []),
        ("010-65781234打不通", []),
        ("138 0000 0101", []),
        ("2026-11-18到的", []),
        ("2026年11月修的", []),
        ("20261118去过", []),
        ("要价5000元", []),
        ("赔了5000块", []),
        ("欠86万元，涉及1200户", []),
        ("押金 ¥3500", []),
        ("3号楼2单元1201", []),
        ("1201室没人", []),
        ("1203号楼", []),
        ("京A·D0000停在门口", []),
        ("京A12345挪走了", []),
        ("已上报12345平台", []),
        ("96156那边不管", []),
        ("95598已报修", []),
        ("400-810-1234", []),
        ("微信zhang2026", []),
        ("邮编100024", []),
        ("14:30到的现场", []),
        ("123收到", []),
        ("手机尾号0101", []),
        ("水表读数1234.5", []),
    ],
)
def test_tails_are_digits_that_mean_nothing_else(text: str, tails: list[str]) -> None:
    assert [found.text for found in find_tails(text, PATTERNS)] == tails


@pytest.mark.parametrize("text", ["尾号4512", "#4512", "＃4512", "单号：4512", "工单 4512", "No.4512"])
def test_a_mark_before_a_tail_is_noticed(text: str) -> None:
    assert [(tail.text, tail.marked) for tail in find_tails(text, PATTERNS)] == [("4512", True)]


def test_a_mark_covers_the_tails_joined_to_it() -> None:
    assert [(t.text, t.marked) for t in find_tails("尾号4512、4513已办，1207没", PATTERNS)] == [
        ("4512", True),
        ("4513", True),
        ("1207", False),
    ]


def test_a_marked_tail_may_look_like_a_hotline() -> None:
    assert [t.text for t in find_tails("尾号12345收到", PATTERNS)] == ["12345"]


@given(st.text(alphabet="0123456789-热线SJF收到 ，#尾号Xx元楼", max_size=60))
def test_whatever_is_found_stands_in_the_text(text: str) -> None:
    for found in [*find_numbers(text, PATTERNS), *find_tails(text, PATTERNS)]:
        assert text[found.start : found.end].upper() == found.text.upper()
        assert not text[max(0, found.start - 1) : found.start].isdigit() or not found.text[0].isdigit()


@pytest.mark.parametrize("filler", ["@", "x", "a1"])
def test_token_longer_than_any_real_one_hides_its_digits_all_the_same(filler: str) -> None:
    assert [tail.text for tail in find_tails(filler * 200 + "4512 4513", ())] == ["4513"]
