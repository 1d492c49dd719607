"""Two things said of one ticket differ only when both cannot be so."""

from __future__ import annotations

import pytest

from rules.differing import Claim, claim_of, contact_claim_of, differ
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


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("已联系居民，明天上门", Claim.CONTACTED),
        ("还没联系居民", Claim.NOT_CONTACTED),
        ("没联系上居民，电话没人接", Claim.TRIED),
        ("灯修好了", None),
    ],
)
def test_claim_of_contact(text: str, claim: Claim | None) -> None:
    assert contact_claim_of(text) is claim


def test_try_in_vain_differs_from_contact_only_when_it_comes_later() -> None:
    assert differ(Claim.CONTACTED, Claim.TRIED) and not differ(Claim.TRIED, Claim.CONTACTED)
    assert differ(Claim.CONTACTED, Claim.NOT_CONTACTED) and differ(Claim.NOT_CONTACTED, Claim.CONTACTED)
