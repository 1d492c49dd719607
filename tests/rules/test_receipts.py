"""Which short answers say that somebody knows, and which do not."""

from __future__ import annotations

import pytest

from rules.receipts import is_for_all, is_receipt


@pytest.mark.parametrize(
    "text",
    [
        "收到",
        "收到。",
        "已知悉",
        "知道了，马上过去",
        "好的",
        "OK",
        "1",
        "👌",
        "已安排老王过去",
        "都收到",
        "请派出所跟进",
        "我去看看",
    ],
)
def test_word_that_says_it_is_known(text: str) -> None:
    assert is_receipt(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "没收到",
        "收到了吗",
        "什么情况？",
        "不知道",
        "好的，几点了",
        "这是哪个社区",
        "好转了",
        "老王什么时候到",
        "还没看到内容",
        "4512",
    ],
)
def test_question_or_denial_is_no_receipt(text: str) -> None:
    assert not is_receipt(text)


def test_to_a_quote_any_short_answer_counts_but_a_question() -> None:
    assert is_receipt("老王带队", is_quoting=True)
    assert not is_receipt("谁在现场？", is_quoting=True)
    assert not is_receipt("长" * 80, is_quoting=True)


def test_several_need_a_word_for_all() -> None:
    assert is_for_all("都收到") and is_for_all("全部知悉") and not is_for_all("收到")
