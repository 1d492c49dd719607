from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ticket_number import compile_patterns
from rules.ticket_words import TicketWords, read_ticket_words

PATTERNS = compile_patterns([r"20\d{12}", r"SJF-\d{8}-\d{4}"])
FULL = "20261118004512"


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("", TicketWords((), (), "")),
        ("4512", TicketWords((), ("4512",), "")),
        (FULL, TicketWords((FULL,), (), "")),
        (f"{FULL} 4513、1207 10:12 属实", TicketWords((FULL,), ("4513", "1207"), "10:12 属实")),
        ("4512 昨天23:50", TicketWords((), ("4512",), "昨天23:50")),
        ("#4512 11-18 10:12 说明", TicketWords((), ("4512",), "11-18 10:12 说明")),
        ("尾号4512，单号4513 属实", TicketWords((), ("4512", "4513"), "属实")),
        ("4512属实", TicketWords((), ("4512",), "属实")),
        ("4512 10:12到现场", TicketWords((), ("4512",), "10:12到现场")),
        ("4512 已到现场\n  明天换管", TicketWords((), ("4512",), "已到现场\n  明天换管")),
        ("4512 3天 配件没到", TicketWords((), ("4512",), "3天 配件没到")),
        ("4512 200元押金", TicketWords((), ("4512",), "200元押金")),
        ("4512 5000元押金", TicketWords((), ("4512",), "5000元押金")),
        ("4512 13800000101", TicketWords((), ("4512",), "13800000101")),
        ("4512 2026-11-18 10:12", TicketWords((), ("4512",), "2026-11-18 10:12")),
        ("4512 4512", TicketWords((), ("4512",), "")),
        ("12345", TicketWords((), ("12345",), "")),
        ("属实 4512", TicketWords((), (), "属实 4512")),
        ("青禾家园社区", TicketWords((), (), "青禾家园社区")),
        ("10:12", TicketWords((), (), "10:12")),
        ("sjf-20261118-0123 10点半 属实", TicketWords(("SJF-20261118-0123",), (), "10点半 属实")),
    ],
)
def test_numbers_come_first_then_the_text_as_it_was_typed(rest: str, words: TicketWords) -> None:
    assert read_ticket_words(rest, PATTERNS) == words


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("4513 与4512重复", TicketWords((), ("4513",), "与4512重复")),
        ("4513与4512重复录入", TicketWords((), ("4513",), "与4512重复录入")),
        (f"4513 和{FULL}是同一件事，已一并答复", TicketWords((), ("4513",), f"和{FULL}是同一件事，已一并答复")),
        ("4513 和4512反映的是同一处", TicketWords((), ("4513",), "和4512反映的是同一处")),
        ("4513 4514 和4512 一样", TicketWords((), ("4513", "4514"), "和4512 一样")),
        ("4513 和4512不是一个地方", TicketWords((), ("4513",), "和4512不是一个地方")),
        ("4513 和4512", TicketWords((), ("4513", "4512"), "")),
        ("4513和4512都是重复的", TicketWords((), ("4513", "4512"), "都是重复的")),
        ("4513和4512不是我们辖区", TicketWords((), ("4513", "4512"), "不是我们辖区")),
        ("4513和4512一并答复", TicketWords((), ("4513", "4512"), "一并答复")),
        ("4513、4512 重复录入", TicketWords((), ("4513", "4512"), "重复录入")),
    ],
)
def test_number_that_others_are_only_compared_with_stays_in_the_text(rest: str, words: TicketWords) -> None:
    assert read_ticket_words(rest, PATTERNS) == words


@given(st.text(alphabet="0123456789 :点半#尾号，属实\n-昨天", max_size=40))
def test_the_rest_is_always_an_ending_of_what_was_typed(rest: str) -> None:
    assert rest.endswith(read_ticket_words(rest, PATTERNS).rest)
