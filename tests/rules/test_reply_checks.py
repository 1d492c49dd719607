"""What a draft of a reply is told of before it goes to the platform."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.reply_checks import Beside, problems

GOOD = (
    "您反映的“楼道灯不亮”已收悉。11月18日10:20，青禾家园社区工作人员已与您联系。现场核实：二层灯具损坏。"
    "办理结果：已更换灯具，恢复照明。经电话回访，您对办理结果表示满意，认为诉求已解决。"
)
BESIDE = Beside(
    has_contact=True,
    has_result=True,
    is_sensitive=False,
    units=("青禾家园社区", "北柳巷社区"),
    caller_names=("王建国",),
    caller_phones=("13800000001",),
    own_address="青禾家园3号楼",
    other_addresses=("北柳巷12号院",),
)


def codes(text: str, **beside: object) -> list[str]:
    return [code for code, _ in problems(text, replace(BESIDE, **beside))]


def test_a_whole_reply_has_no_problems() -> None:
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    ("text", "beside", "code"),
    [
        (GOOD.replace("工作人员已与您联系", "").replace("电话回访", "回访"), {"has_contact": False}, "no_contact"),
        (GOOD, {"has_result": False}, "no_result"),
        (f"{GOOD}此件已转交物业处理。", {"has_result": False}, "only_forwarded"),
        (f"{GOOD}我们将尽快安排维修。", {}, "promise_without_date"),
        ("已收悉，已处理。", {}, "too_short"),
        (GOOD * 9, {}, "too_long"),
        (f"{GOOD}王建国表示认可。", {}, "identity"),
        (f"{GOOD}来电13800000001。", {}, "identity"),
        (f"{GOOD}北柳巷12号院也已巡查。", {}, "other_address"),
        (GOOD.replace("青禾家园社区", "青禾佳园社区"), {}, "unit_typo"),
        (f"{GOOD}本件未解决，现已办结。", {}, "conflict"),
        (GOOD, {"is_sensitive": True}, "sensitive"),
    ],
)
def test_each_problem_is_found(text: str, beside: dict[str, object], code: str) -> None:
    assert codes(text, **beside) == [code]


def test_a_promise_with_its_day_is_none() -> None:
    assert codes(f"{GOOD}下一步将于11月20日18:00前完成粉刷。") == []
