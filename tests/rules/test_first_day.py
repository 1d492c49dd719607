"""What is read as the answer to a trial push, and what is not."""

from __future__ import annotations

import pytest

from rules.first_day import TrialAnswer, read_answer

PUSH = "【试发】BKTQ 看到@您了吗？请引用本条，@催办助手 回复：收到"


@pytest.mark.parametrize(
    ("text", "quote", "read"),
    [
        ("收到", PUSH, TrialAnswer("BKTQ", True, False)),
        ("收到", f"（补发）{PUSH}", TrialAnswer("BKTQ", True, False)),
        ("没@到", PUSH, TrialAnswer("BKTQ", True, True)),
        ("没有看到", PUSH, TrialAnswer("BKTQ", True, True)),
        ("收到 BKTQ", None, TrialAnswer("BKTQ", False, False)),
        ("收到bktq", None, TrialAnswer("BKTQ", False, False)),
        ("ＢＫＴＱ", None, TrialAnswer("BKTQ", False, False)),
        ("没@到 BKTQ", None, TrialAnswer("BKTQ", False, True)),
        ("收到", None, None),
        ("收到", "【新工单】20261118004512 请【青禾家园社区】", None),
        ("4512 已办结", None, None),
        ("BKTQWX", None, None),
        ("BKTQ DFGH", None, None),
        ("/zb", None, None),
        ("小区里的BKTQ设备已经修好了，请坐席回访诉求人，明天再看一次", None, None),
    ],
)
def test_answer_to_a_trial_is_read_by_its_code(text: str, quote: str | None, read: TrialAnswer | None) -> None:
    assert read_answer(text, quote) == read
