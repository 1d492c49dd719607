"""Which older order an order names, and which numbers in it are no such thing."""

from __future__ import annotations

import pytest

from rules.older_number import older_numbers, urges
from rules.ticket_number import compile_patterns

PATTERNS = tuple(compile_patterns([r"20\d{12}", r"\d{18}", r"热线-\d{6}-\d{6}"]))
OLD, OWN = "20261118004512", "20261120009999"


@pytest.mark.parametrize(
    "text",
    [
        f"催办单，原单号{OLD}，市民再次来电催促暖气问题。",
        f"工单编号：{OWN}\n原工单编号：{OLD}\n主要内容：市民催促",
        f"关联工单：{OLD}，请尽快办理",
        f"市民对{OLD}号工单催办，希望加急",
        "原单号：２０２６１１１８００４５１２ 请抓紧",
    ],
)
def test_an_urging_order_names_the_one_it_urges(text: str) -> None:
    assert older_numbers(text, OWN, PATTERNS, is_urging=True) == (OLD,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"此前工单{OLD}已答复，市民不认可", (OLD,)),
        (f"前次单号：{OLD}", (OLD,)),
        (f"订单{OLD}退款纠纷", ()),
        (f"市民称手机订单号{OLD}", ()),
        ("市民电话13912345678", ()),
        (f"工单编号：{OWN}", ()),
    ],
)
def test_another_order_names_an_older_one_only_where_it_says_so(text: str, found: tuple[str, ...]) -> None:
    assert older_numbers(text, OWN, PATTERNS, is_urging=False) == found


@pytest.mark.parametrize(
    ("kind", "flags", "words", "is_urging"),
    [
        ("催办", (), "市民催促", True),
        ("督办件", (), "领导要求", True),
        ("投诉", ("督办",), "室温不达标", True),
        (None, (), "【催办单】市民再次来电", True),
        ("投诉", (), "市民反映多次向物业催办电梯维修，物业一直推脱，电梯停运已经一个月，老人出行困难，要求解决", False),
        ("投诉", (), "市民催办前单", True),
        ("投诉", (), "室温不达标，要求解决，市民表示已经等了很久，非常着急，物业不管，希望有关部门督办此事", False),
    ],
)
def test_kind_mark_and_first_words_tell_an_urging_order(
    kind: str | None, flags: tuple[str, ...], words: str, is_urging: bool
) -> None:
    assert urges(kind, flags, words) is is_urging
