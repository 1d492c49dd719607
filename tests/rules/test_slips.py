from __future__ import annotations

import pytest

from rules.slips import Slip, asks_to_take_back, read_slip


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("打错了", Slip()),
        ("说错了。", Slip()),
        ("刚才发错了", Slip()),
        ("发错了 是另一个", Slip()),
        ("弄错了，不是这个", Slip()),
        ("不对", Slip()),
        ("打错了 是4513", Slip("4513", True)),
        ("不好意思打错了，4513", Slip("4513", True)),
        ("写错单号了，应该是4513修好了", Slip("4513修好了", True)),
        ("不对 是4513修好了", Slip("4513修好了", True)),
        ("不是4512，是4513修好了", Slip("4513修好了", True)),
        ("不对，4513修好了", Slip("4513修好了", False)),
    ],
)
def test_slip_is_read(text: str, slip: Slip) -> None:
    assert read_slip(text, ()) == slip


@pytest.mark.parametrize(
    "text",
    [
        "刚才说错了没修好",
        "说错了，明天再去",
        "不对，没修好",
        "不是我们的",
        "修好了",
        "4513修好了",
        "没打错",
        "不对 是2",
    ],
)
def test_other_news_is_no_slip(text: str) -> None:
    assert read_slip(text, ()) is None


def test_another_line_is_named_only_where_a_list_was_shown() -> None:
    assert read_slip("不对 是2", (), 3) == Slip("2", True)
    assert read_slip("选错了 第二个", (), 3) == Slip("第二个", True)


@pytest.mark.parametrize(
    ("text", "number"),
    [("撤销", ""), ("撤回刚才的", ""), ("把刚才的撤销吧", ""), ("撤销4512", "4512"), ("撤销了处罚", None)],
)
def test_taking_back_in_plain_words(text: str, number: str | None) -> None:
    assert asks_to_take_back(text) == number
