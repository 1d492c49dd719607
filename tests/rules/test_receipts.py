"""Which short answers say that somebody knows, and which do not."""

from __future__ import annotations

import pytest

from rules.receipts import is_for_all, is_receipt, says_in_place, says_taken_over


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


@pytest.mark.parametrize(
    ("text", "is_outright"),
    [
        *(
            (each, True)
            for each in "接班了 我接了 接 已接 已到岗 到岗了 在岗 清单看了 来了 好的，接了 收到，接班".split()
        ),
        *((each, True) for each in "收到，已接班 我已经接班了 已看清单，接班 看过了".split()),
        *((each, False) for each in "收到 好的 ok [OK] 👌 [强] 嗯 知道了 1 行 没问题 确认 是的 好的谢谢".split()),
    ],
)
def test_words_for_taking_a_shift_over(text: str, is_outright: bool) -> None:
    assert says_taken_over(text) and says_in_place(text) is is_outright


@pytest.mark.parametrize(
    "text",
    "马上到岗 还没接班 没收到 接班吗 谁接班 接不了 稍等 看清单 谢谢 收到，4512我来处理 好的，马上到 不接".split(),
)
def test_what_takes_no_shift_over(text: str) -> None:
    assert not says_taken_over(text)
