from __future__ import annotations

import pytest

from rules.choices import Chosen, read_choice
from rules.intents import Intent, read_reply
from rules.short_answers import denies_the_line, lets_stand, says_not_yet

NUMBERS = ("20261118004512", "20261118004513")


@pytest.mark.parametrize("words", ["", "是", "是的", "对", "好的", "没错", "，谢谢", "👌", "就是这个", "没问题"])
def test_nothing_or_a_plain_yes_lets_stand_what_was_said(words: str) -> None:
    assert lets_stand(words) and not denies_the_line(words)


@pytest.mark.parametrize(
    "words", ["没", "没弄", "不是", "不行", "修不了", "弄错了", "收到", "明天", "没打", "等料", "别"]
)
def test_anything_else_does_not(words: str) -> None:
    assert not lets_stand(words)


@pytest.mark.parametrize("words", ["不是", "不是的", "不对", "不是这个", "也不是"])
def test_line_may_be_denied(words: str) -> None:
    assert denies_the_line(words)


@pytest.mark.parametrize("words", ["不是我们的", "不是修好了吗", "不行", "没弄", "不归我们"])
def test_what_says_more_than_no_denies_no_line(words: str) -> None:
    assert not denies_the_line(words)


@pytest.mark.parametrize("words", ["还没", "没弄", "没去呢", "都没弄", "还没修", "没顾上", "也没联系居民"])
def test_not_yet_is_heard_without_a_number_too(words: str) -> None:
    assert says_not_yet(words, is_named=False)


@pytest.mark.parametrize("words", ["没", "没有", "没呢", "没有呢"])
def test_bare_no_is_not_yet_only_beside_its_ticket(words: str) -> None:
    assert says_not_yet(words, is_named=True) and not says_not_yet(words, is_named=False)


@pytest.mark.parametrize(
    "words", ["没问题", "没有这个小区", "没错", "没人接", "没有电", "修好了", "没完没了", "没解决不了的"]
)
def test_other_words_with_a_no_in_them_are_not(words: str) -> None:
    assert not says_not_yet(words, is_named=True)


@pytest.mark.parametrize("text", ["4513没有", "1207没弄", "②没", "4513还没", "4513没去呢"])
def test_not_yet_of_a_named_ticket_is_progress(text: str) -> None:
    [piece] = read_reply(text, ())
    assert (piece.intent, piece.reasons) == (Intent.PROGRESS, ("not_yet",))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1、2、弄完", ["弄完", "弄完"]),
        ("1、2、都弄完了", ["都弄完了", "都弄完了"]),
        ("1弄完 2没弄", ["弄完", "没弄"]),
        ("1没 2修好了", ["没", "修好了"]),
        ("1是2不是", ["", "不是"]),
        ("都没弄", ["没弄", "没弄"]),
    ],
)
def test_each_line_of_the_list_gets_its_own_words(text: str, lines: list[str]) -> None:
    assert read_choice(text, NUMBERS) == Chosen(tuple(enumerate(lines, start=1)))
