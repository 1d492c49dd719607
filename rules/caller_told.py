"""Reads from a unit's words whether the caller knows of what is asked for: 已跟居民说了, 还没告知, 业主已知晓."""

from __future__ import annotations

import re

from rules.lexicon import CITIZEN

_WHO = rf"(?:{CITIZEN.pattern})(?:本人|家里?|那边)?"
_LATER = r"马上|稍后|回头|一?会儿?再?|这就|待会儿?|明天|准备|打算|晚点|尽快|下午"
_TELL = r"(?:告知|告诉|通知|说明|解释|答复|回复|沟通|商量|协商|联系|打?过?招呼|说|讲|谈)"
_TOLD = re.compile(
    rf"(?:(?P<no>还?没有?|还?未|尚未|没来得及|没顾上)|(?P<later>{_LATER})|已经?|都|也|刚刚?|电话|当面){{0,6}}"
    rf"(?:(?:[跟和向给与同对]){_WHO}(?:已经?|都|也|电话里?){{0,4}}{_TELL}|(?:告知|告诉|通知|答复|回复){_WHO}"
    rf"|{_WHO}(?:已经?|都){{0,3}}(?:告知|通知|说好|说通|谈好|打过招呼)|(?:告知|通知)(?=[了过]?(?:$|[\s,。;])))"
    r"(?:[过好了]|清楚|明白){0,4}"
)
_KNOWS = re.compile(
    rf"{_WHO}(?:已经?|也|都|还|表示|是){{0,5}}(?P<no>不)?(?:知道|知晓|知情|同意|理解|认可|没意见|能接受)了?"
)
_ASKS = re.compile(r"要不要|需要|是否|该不该|吗|怎么|请坐席|请你们|麻烦|帮")
_CLAUSE = re.compile(r"[^,。;!?\s]+")


def told_in(plain: str) -> bool | None:
    """Tell whether half-width words say that the caller was told (True), was not (False), or nothing of it."""
    for clause in _CLAUSE.findall(plain):
        if _ASKS.search(clause):
            continue
        if found := _TOLD.search(clause):
            return not (found["no"] or found["later"] or re.search("没|未", clause[: found.start()][-2:]))
        if found := _KNOWS.search(clause):
            return not (found["no"] and re.search("知", found[0]))
    return None


def only_tells_of_the_caller(clause: str) -> bool:
    """Tell whether a clause says nothing but that; 居民不同意 is a matter of its own."""
    knows = _KNOWS.fullmatch(clause)
    return bool(_TOLD.fullmatch(clause) or (knows and (not knows["no"] or "知" in clause)))


def without_told(plain: str) -> str:
    """Return half-width words without the clauses that say nothing but that."""
    return _CLAUSE.sub(lambda clause: "" if only_tells_of_the_caller(clause[0]) else clause[0], plain)
