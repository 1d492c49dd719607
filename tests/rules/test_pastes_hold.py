"""What holds for every paste: nothing is invented, every field stands where it says, and no chat around it matters."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.half_width import half_width
from rules.order_text import normal_text
from rules.pasted_order import PastedOrder, looks_like_order, read_orders, shows_caller
from rules.ticket_number import compile_patterns

DESK = ZoneInfo("Asia/Shanghai")
PATTERNS = compile_patterns([r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}", r"SJF-\d{8}-\d{4}"])
PASTED_AT = datetime(2026, 11, 21, 12, tzinfo=DESK)
_FILE = Path(__file__).with_name("pastes.toml")
PASTES: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["paste"]
TEXTS: list[str] = [paste["text"] for paste in PASTES]
_WORDS = ("ticket_no", "content", "title", "address", "caller_name", "caller_phone", "limit_text", "lead_unit", "kind")
_FACTS = (*_WORDS, "first_dispatched_at", "deadline_at", "reported_at", "contact_limit_text", "confidential", "urgency")


def orders(text: str, pasted_at: datetime = PASTED_AT) -> list[PastedOrder]:
    return read_orders(text, patterns=PATTERNS, pasted_at=pasted_at, tz=DESK)


def facts(text: str) -> list[dict[str, Any]]:
    return [{name: getattr(order, name) for name in _FACTS} for order in orders(text)]


def bare(text: str) -> str:
    """A text without what the normal form takes away, for looking a value up in it."""
    return re.sub(r"[\s*\"“”'\-xX]", "", half_width(normal_text(text, PATTERNS).text)).upper()


def assert_true_to(text: str, order: PastedOrder) -> None:
    for source in order.sources:
        assert 0 <= source.start <= source.end <= len(text)
        value = getattr(order, source.field, None)
        if source.field in _WORDS and isinstance(value, str):
            pieces = re.split(r"[，\n]", value) if source.field == "content" else [value]
            for piece in pieces:
                assert bare(piece) in bare(text[source.start : source.end]), source.field
    digits = re.sub(r"\D", "", half_width(text))
    for number in (order.ticket_no, order.caller_phone):
        assert number is None or re.sub(r"\D", "", number) in digits
    assert order.people_count is None or str(order.people_count) in half_width(text)


@pytest.mark.parametrize("text", TEXTS, ids=[re.sub(r"\W+", "-", paste["id"]) for paste in PASTES])
def test_every_field_stands_where_its_source_says(text: str) -> None:
    for order in orders(text):
        named = {source.field for source in order.sources}
        assert {name for name in _WORDS if getattr(order, name)} <= named
        assert_true_to(text, order)


@pytest.mark.parametrize("text", TEXTS, ids=[re.sub(r"\W+", "-", paste["id"]) for paste in PASTES])
def test_normal_form_leads_every_position_back(text: str) -> None:
    normal = normal_text(text, PATTERNS)
    assert len(normal.origin) == len(normal.text) + 1
    assert list(normal.origin) == sorted(normal.origin) and normal.origin[-1] == len(text)
    kept = [
        (char, text[at])
        for char, at in zip(normal.text, normal.origin, strict=False)
        if char not in "\n: " and at < len(text)
    ]
    assert all(half_width(char) == half_width(pasted) for char, pasted in kept)


LINES = st.sampled_from([line for text in TEXTS for line in text.splitlines() if line.strip()])
NOISE = st.sampled_from(
    "工单编号： 来电人 ：\t 【诉求内容】 ------ 20261121000417 2O261121000417 13900000211 2026-13-45 99:99 七天 派单"
    " 当日17:30前答复"
    " 24小时内回复 \n \r\n | ； ， 历史工单： 张女士 热线-261119-000387 3号楼 【特急】"
    ' 截止时间：2026-11-28 > - ** {" ": "}'
    " \u200b 一\u0020二\u0020三 ①".split(" ")
)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES | NOISE | st.text(max_size=8), max_size=30), st.sampled_from(["", " ", "\n", "\n\n", "\t"]))
def test_no_paste_breaks_anything_or_has_a_number_invented(pieces: list[str], glue: str) -> None:
    text = glue.join(pieces)
    looks_like_order(text, PATTERNS)
    shows_caller(text, PATTERNS)
    for order in orders(text):
        assert_true_to(text, order)


FIELDS = [
    "工单编号：20261121000601",
    "诉求类型：投诉",
    "来电人：方女士",
    "联系电话：13900000601",
    "主要内容：榆钱小区单元门损坏，要求维修",
    "发生地址：榆钱小区3号楼",
    "所属社区：南柳社区",
    "派单时间：2026-11-21 09:00",
    "截止时间：2026-11-22 09:00",
    "办理时限：24小时",
    "首联时限：2小时",
    "紧急程度：一般",
    "是否保密：否",
]
WHOLE = facts("\n".join(FIELDS))


def test_every_field_of_the_order_that_is_shuffled_is_read() -> None:
    (order,) = WHOLE
    assert [name for name, value in order.items() if value is None] == ["title", "lead_unit", "reported_at"]


@settings(max_examples=150, deadline=None)
@given(st.permutations(FIELDS), st.sampled_from(["\n", "\n\n", "\r\n", "\n> ", "\n- "]))
def test_fields_may_come_in_any_order(lines: list[str], glue: str) -> None:
    assert facts(glue.join(["", *lines]).strip("\r\n")) == WHOLE


@settings(max_examples=100, deadline=None)
@given(st.permutations(FIELDS[1:]), st.sampled_from(["=", ": ", " ：", "（必填）：", "\t"]))
def test_whatever_stands_between_label_and_value_the_fields_are_the_same(lines: list[str], mark: str) -> None:
    text = "\n".join([FIELDS[0].replace("：", mark), *(line.replace("：", mark, 1) for line in lines)])
    assert facts(text) == WHOLE


CHAT = st.sampled_from(
    [
        "坐席02 11/21 10:21\n",
        "@青禾家园社区-陈主任 新单请签收：\n",
        "早上好\n",
        "麻烦看下这件\n",
        "[聊天记录]\n",
        "--------\n",
        "【新工单】\n",
        "陈主任 2026/11/21 10:30:12\n收到\n",
    ]
)


@settings(max_examples=100, deadline=None)
@given(
    CHAT,
    st.permutations(FIELDS),
    st.sampled_from(
        ["", "\n陈主任 11-21 10:40\n收到，马上看", "\n--------\n请尽快", "\n坐席01 10:41\n谢谢", "\n陈主任：\n好的"]
    ),
)
def test_chat_around_an_order_does_not_change_it(before: str, lines: list[str], after: str) -> None:
    text = before + "\n".join(lines) + after
    assert facts(text) == WHOLE


# A half order goes on below a dashed line.
APART = [text for text in TEXTS if all(order.ticket_no for order in orders(text))]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(APART), min_size=2, max_size=4, unique=True))
def test_orders_between_dashed_lines_are_read_like_each_alone(texts: list[str]) -> None:
    together = orders("\n--------------------\n".join(texts))
    alone = [order for text in texts for order in orders(text)]
    assert [order.ticket_no for order in together] == [order.ticket_no for order in alone]
    assert [order.caller_phone for order in together] == [order.caller_phone for order in alone]
    assert [order.content for order in together] == [order.content for order in alone]
