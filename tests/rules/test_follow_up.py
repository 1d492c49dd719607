"""What a call-back of the desk means: the whole table of verdict and solution, and what tells a unit why."""

from __future__ import annotations

import pytest

from rules.follow_up import SOLVED_WORDS, VERDICTS, Meaning, SolvedWord, Verdict, is_reason, meaning_of

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
