"""A reason for a reply without evidence is a plain statement."""

from __future__ import annotations

import pytest

from rules.plain_reason import is_plain_reason


@pytest.mark.parametrize(
    "text",
    [
        "电话答复，无需照片",
        "电话已答复",
        "表扬件",
        "三次未接通",
        "政策咨询，已解释清楚",
        "居民认可，不涉及现场",
        "诉求人三次联系不上",
        "16:20电话答复",
    ],
)
def test_statement_of_how_or_why_is_a_reason(text: str) -> None:
    assert is_plain_reason(text)


@pytest.mark.parametrize(
    "text",
    [
        "不需要",
        "有照片。",
        "还没回复呢",
        "未答复",
        "没有给居民回复",
        "等一下再回复",
        "我先去平台看一下再说",
        "怎么撤销",
        "电话答复了吗",
        "撤销",
        "/电催",
        "/电话答复",
        "明天上门",
        "马上回复",
        "好",
        "1",
        "收到",
        "回复错了，是另一件，记错了",
        "",
    ],
)
def test_denial_question_promise_or_command_is_none(text: str) -> None:
    assert not is_plain_reason(text)
