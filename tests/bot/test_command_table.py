"""Every command of the chat is there under the names people were promised."""

from __future__ import annotations

import pytest

from bot.commands import ALL, by_name, table
from bot.commands.near_words import NEAR_WORDS
from rules.name_resolution import Choices, Exact, resolve_name

PROMISED = {
    "帮助": ("help",),
    "登记": ("new", "建单"),
    "签收": ("sign",),
    "初核": ("verify",),
    "更正": ("correct",),
    "转办": ("assign", "派单"),
    "直办": ("answer",),
    "受理": ("accept", "接单"),
    "首联": ("contacted", "联系"),
    "进展": ("progress",),
    "承诺": ("promise",),
    "办结": ("done", "报结"),
    "证据": ("evidence",),
    "日报": ("daily",),
    "周报": ("weekly",),
    "月报": ("monthly",),
    "专报": ("special",),
    "突发": ("incident",),
    "延期": ("extend",),
    "退单": ("return",),
    "转派": ("transfer",),
    "协办": ("assist",),
    "挂账": ("suspend",),
    "剔除": ("exclude",),
    "并单": ("merge",),
    "恢复": ("resume",),
    "撤回": ("withdraw",),
    "已报": ("submitted",),
    "市区批复": ("granted",),
    "同意": ("approve", "批准"),
    "驳回": ("reject",),
    "作废": ("void",),
    "归档": ("archive",),
    "回访": ("followup",),
    "回复稿": ("draft",),
    "已回复": ("replied", "回复"),
    "催办": ("urge", "催一下"),
    "电催": ("called",),
    "暂缓提醒": ("snooze", "静默"),
    "巡检": ("patrol", "已查看平台"),
    "待办": ("mine",),
    "超时": ("overdue",),
    "临期": ("due",),
    "查": ("find", "状态"),
    "时限": ("why", "为什么"),
    "统计": ("stats",),
    "提醒预览": ("rehearse", "演练"),
    "电话": ("caller",),
    "对账": ("reconcile",),
    "扣款": ("ledger", "考核"),
    "值班": ("duty",),
    "交班": ("handover",),
    "换班": ("swap",),
    "撤销": ("undo",),
    "系统状态": ("health",),
    "绑定": ("bind",),
    "试一下": ("try",),
}


def test_commands_and_synonyms_are_those_promised() -> None:
    assert {each.name: each.synonyms for each in ALL} == PROMISED


def test_no_word_names_two_commands() -> None:
    words = [word for each in ALL for word in (each.name, *each.synonyms)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("name", PROMISED)
def test_help_of_a_command_shows_how_it_is_written(name: str) -> None:
    each = by_name(name)
    assert each.usage.startswith(f"/{name}") and each.example.startswith(f"/{name}")
    assert each.summary and not any("a" <= letter <= "z" for letter in each.summary)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("qs", "签收"), ("QS", "签收"), ("ｑｓ", "签收"), ("dj", "登记"), ("tyl", None), ("gd", "归档"), ("撤消", None)],
)
def test_initials_find_the_command(typed: str, meant: str | None) -> None:
    found = resolve_name(typed, table())
    assert (found.name if isinstance(found, Exact) else None) == meant


def test_initials_of_several_commands_offer_them_all() -> None:
    assert resolve_name("zb", table()) == Choices(("转办", "直办", "值班", "周报", "专报"))


def test_near_words_name_no_command_themselves() -> None:
    words = {word for each in ALL for word in (each.name, *each.synonyms)}
    assert not words & {word for each in ALL for word in NEAR_WORDS.get(each.name, ())}
