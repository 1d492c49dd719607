"""Words refusals about shifts: whose it is, whether it is over, whose word counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules.rota_changes import ChangeKind
from texts.moments import clock_time

Facts = dict[str, Any]
_HOW = "例如：/换班 11-28 早班 和 吴桐"
_HOW_LEAVE = "例如：/请假 11-28 早班"
_STATES = {
    "agreed": "已经说定",
    "declined": "对方没有同意，已结束",
    "withdrawn": "已收回",
    "lapsed": "没有答复，已过期",
}


def _how(facts: Facts) -> str:
    return _HOW_LEAVE if facts.get("is_leave") else _HOW


def _shift(facts: Facts) -> str:
    day = facts["day"]
    return f"{day.month}月{day.day}日{facts['shift']}"


def _days(facts: Facts) -> str:
    first, last = facts["first"], facts["last"]
    until = "" if first == last else f"至{last.month}月{last.day}日"
    return f"{first.month}月{first.day}日{until}"


def _holder(facts: Facts) -> str:
    return f"是{facts['name']}的班" if facts.get("name") else "没有人上，要顶请发：/换班 顶班 " + _written(facts)


def _written(facts: Facts) -> str:
    return f"{facts['day'].month}-{facts['day'].day} {facts['shift']}"


def _instead(facts: Facts) -> str:
    """Of a shift that has begun what is left changes hands by covering it or by leave."""
    if facts["kind"] == ChangeKind.LEAVE:
        return f"又能上了发：/换班 顶班 {_written(facts)}"
    return f"上不了发：/请假 {_written(facts)}"


WORDS: dict[str, Callable[[Facts], str]] = {
    "swap_same_person": lambda f: f"{_shift(f)}本来就是{f.get('name') or '同一人'}的班，不用换。",
    "swap_over": lambda f: f"{_shift(f)}已经结束，不能再换；当时是谁的班照实记着。",
    "swap_not_theirs": lambda f: f"{_shift(f)}{_holder(f)}，没有换。请核对日期和班次：/值班 本周",
    "swap_twice": lambda f: f"{_shift(f)}和{f.get('other') or '对方'}自己的班时间重叠，不能同时上两个班，没有换。",
    "swap_waits": lambda f: f"这个班已有换班{f['id']}在等{f.get('name', '对方')}答复。要改请先发：/换班 撤回 {f['id']}",
    "swap_not_asked_you": lambda f: f"换班{f['id']}不是问您的，由被问的人自己答复。",
    "swap_not_yours": lambda f: f"换班{f['id']}不是您提的，只能由提出的人收回。",
    "swap_over_already": lambda f: f"换班{f['id']}{_STATES.get(f['state'], '已结束')}，要再换请重新发 /换班",
    "swap_agreed_already": lambda f: f"换班{f['id']}对方已经同意，不能一个人收回；要换回来请再发一次 /换班。",
    "swap_begun": lambda f: f"换班{f['id']}的班次已经开始，不能收回。{_instead(f)}",
    "swap_changed_since": lambda f: f"换班{f['id']}之后这个班又换过（换班{f['later']}），不能收回。",
    "swap_no_shift": lambda f: f"现在的排班里已没有换班{f['id']}的班次，没有换。",
    "swap_unknown": lambda f: f"没有换班{f['id']}，请核对编号；发 /换班 看在等答复的。",
    "swap_unread": lambda f: (
        f"没看懂要换哪个班，没有改动。班次有：{'、'.join(f['names']) or '（没有排班）'}。{_how(f)}"
    ),
    "swap_day_missing": lambda f: f"请写明是哪天的{f['shift']}。{_how(f)}",
    "swap_shift_missing": lambda f: (
        f"{f['day'].month}月{f['day'].day}日换哪个班？班次有：{'、'.join(f['names']) or '（没有排班）'}。{_HOW}"
    ),
    "swap_no_such_shift": lambda f: f"{_shift(f)}不在排班里，没有改动。看排班发：/值班 本周",
    "swap_span": lambda f: f"{_days(f)}看不明白，没有改动。一次最多写{f['n']}天，例如：/换班 请假 11月28日至30日",
    "swap_none_of_yours": lambda f: f"{_days(f)}没有您的班，没有记请假。看自己的班发：/值班 本周",
    "swap_none_empty": lambda f: f"{_days(f)}没有空着的班，不用顶班。",
    "swap_with_whom": lambda _: f"请写明和谁换。{_HOW}；请假发：/换班 请假 11-28 早班",
    "swap_with_one": lambda _: f"一次只和一个人换，没有改动。{_HOW}",
    "swap_unknown_person": lambda f: f"“{f['text'][:12]}”不是坐席，没有改动。坐席有：{'、'.join(f['people'])}。",
    "swap_left_over": lambda f: f"没看懂“{f['text'][:12]}”，没有改动。{_HOW}",
    "swap_part_of_day": lambda f: (
        f"“{f['part']}”不是班次的名称，没有改动。请写班次：{'、'.join(f['names']) or '（没有排班）'}。{_how(f)}"
    ),
    "swap_or_leave": lambda f: (
        f"没有改动。请人替您上发：/换班 {f['written']} 和 姓名；请假发：/换班 请假 {f['written']}"
    ),
    "leave_with_other": lambda f: (
        f"没有记请假，也没有换班。请{f['names']}替您上发：/换班 {f['written']} 和 {f['names']}；"
        f"只请假发：/换班 请假 {f['written']}，不要写别人的名字"
    ),
    "undo_taken_over": lambda f: (
        f"您上一步是接班（{clock_time(f['at'], f['zone'])}），接班不能撤销，没有改动。"
        "要撤销工单的操作请写单号，例如：/撤销 4512；收回换班请发：/换班 撤回 编号"
    ),
    "duty_day_unread": lambda f: f"没看懂“{f['text'][:12]}”是哪天。例如：/值班 明天、/值班 11-28、/值班 下周",
    "duty_too_long": lambda f: f"一次最多看{f['n']}天的班，例如：/值班 下周",
    "no_backlog": lambda _: "现在没有初核积压，不用答复。",
    "swap_two_at_most": lambda _: f"一次只换一个班，或两个人各一个班，没有改动。{_HOW}",
}
