from __future__ import annotations

import pytest

from rules.differing import claim_of, differ
from rules.intents import read_reply


def claims_differ(one: str, other: str) -> bool:
    first, second = (read_reply(text, ())[0] for text in (one, other))
    return differ(*(claim_of(piece.intent, piece.text, is_plain=piece.plain) for piece in (first, second)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("办结了", "还没修好呢"),
        ("修好了", "不是我们社区的，申请退回"),
        ("收到，马上安排人", "不归我们管"),
        ("已联系居民，正在处理", "派错了，请收回"),
        ("办完了", "申请延期三天"),
    ],
)
def test_what_cannot_both_be_so_differs(one: str, other: str) -> None:
    assert claims_differ(one, other)
    assert claims_differ(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("收到", "不归我们管"),
        ("收到", "办结了"),
        ("正在处理", "办结了"),
        ("办结了", "几点到期？"),
        ("办结了", "已联系居民"),
    ],
)
def test_what_follows_from_the_other_does_not_differ(one: str, other: str) -> None:
    assert not claims_differ(one, other)
