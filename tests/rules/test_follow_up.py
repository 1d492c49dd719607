"""What a call-back of the desk means: the whole table of verdict and solution, and what tells a unit why."""

from __future__ import annotations

import pytest

from rules.follow_up import (
    SOLVED_WORDS,
    VERDICTS,
    Meaning,
    SolvedWord,
    Verdict,
    in_plain_verdict,
    is_reason,
    meaning_of,
)

TABLE: dict[tuple[Verdict, SolvedWord | None], Meaning] = {
    ("满意", "已解决"): "goes_on",
    ("满意", "部分解决"): "reopens",
    ("满意", "未解决"): "reopens",
    ("满意", None): "lacks_solved",
    ("基本满意", "已解决"): "goes_on",
    ("基本满意", "部分解决"): "reopens",
    ("基本满意", "未解决"): "reopens",
    ("基本满意", None): "lacks_solved",
    ("不满意", "已解决"): "reopens",
    ("不满意", "部分解决"): "reopens",
    ("不满意", "未解决"): "reopens",
    ("不满意", None): "reopens",
    ("未接通", "已解决"): "contradicts",
    ("未接通", "部分解决"): "contradicts",
    ("未接通", "未解决"): "contradicts",
    ("未接通", None): "tried",
}


def test_table_is_whole() -> None:
    assert set(TABLE) == {(verdict, solved) for verdict in VERDICTS for solved in (*SOLVED_WORDS, None)}


@pytest.mark.parametrize(("said", "meant"), TABLE.items(), ids=lambda one: "".join(filter(None, one)))
def test_what_follows_a_call(said: tuple[Verdict, SolvedWord | None], meant: Meaning) -> None:
    assert meaning_of(*said) == meant


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("暖气还是不热", True),
        ("没人来过", True),
        ("没修好", True),
        ("还没修好吗？", False),
        ("哪一件？", False),
        ("好", False),
        ("/待办", False),
        ("4512", False),
    ],
)
def test_unit_is_told_a_statement_and_never_a_question(words: str, is_one: bool) -> None:
    assert is_reason(words) is is_one


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("满意，已解决", "满意 已解决"),
        ("满意 解决了", "满意 已解决"),
        ("满意解决", "满意 已解决"),
        ("非常满意，问题都解决了，谢谢", "满意 已解决 谢谢"),
        ("基本满意 只解决了一部分 还差一户", "基本满意 部分解决 还差一户"),
        ("满意 还没解决", "满意 未解决"),
        ("满意 没有完全解决", "满意 部分解决"),
        ("满意 解决不了", "满意 未解决"),
        ("满意 解决过又坏了", "满意 解决过又坏了"),
        ("满意 未解决", "满意 未解决"),
        ("不满意 没解决 还是冷", "不满意 未解决 还是冷"),
        ("很不满意", "不满意"),
        ("没人接", "未接通"),
        ("没接通，晚上再打", "未接通 晚上再打"),
        ("没接到通知", "没接到通知"),
        ("还行", "还行"),
        ("", ""),
        ("占线", "未接通 占线"),
        ("电话停机了，明天再打", "未接通 明天再打 停机"),
        ("关机的时候多", "关机的时候多"),
    ],
)
def test_spoken_verdict_is_the_one_of_the_command_and_not_solved_is_never_solved(said: str, written: str) -> None:
    assert in_plain_verdict(said) == written
