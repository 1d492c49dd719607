"""Reads whether a short answer says that somebody knows of what he was told."""

from __future__ import annotations

import re

from rules.half_width import half_width
from rules.short_answers import says_yes

_LONGEST = 60
_RECEIVED = (
    r"(?:已经?|都|全部?|我)*"
    r"(?:收到|知道|知悉|知晓|看到|明白|清楚|了解|好的?(?![转意不])|行|可以|阅|嗯|是|1|ok|👌|👍|\[强\]|\[ok\]"
)
_KNOWS = re.compile(
    _RECEIVED + r"|马上|这就|立即|立刻|在路上|正在|安排|派人|联系|通知|处置|处理|过去|到场|到现场|来了|去了|我[来去]"
    r"|请.{1,8}(?:去|处|跟|盯|联系)|让.{1,8}(?:去|处|跟|盯|联系))",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？]|[吗呢]|什么|怎么|为何|为什么|哪|谁|几[点个]|多少|不知道|没收到|没看到|不清楚|看不到|不明白")
# 收到，3不是我们的: a receipt of everything, before something is said of single lines.
_LEADING = re.compile(
    r"[\s,，]*(?:都|全都?|全部|均)?已?(?:收到|知道|签收|受理|好的)了?(?:谢谢)?[\s,，。;；!！:：]+(?:但是?|不过|就是|其中)?\s*"
)
# What whoever begins a shift says of himself, whole clauses of it: 马上到岗 and 还没接班 are none.
_IN_PLACE = re.compile(
    r"(?:我|来|已经?|都|现在|确认|正式|刚)*(?:(?:接[班手]?|到岗|在岗|上岗)[了啦吧]*|来了)"
    r"|(?:我|已经?|都)*(?:清单(?:已经?|都|我)*看(?:[过完]了?|了)|看(?:[过完]了?|了)(?:交接班?)?清单|看[过完]了?|已看清单)"
)
_RECEIVED_ALONE = re.compile(rf"{_RECEIVED})+[了啦的]*", re.IGNORECASE)
_CLAUSES = re.compile(r"[\s,，。.;；!！~、]+")
_ALL = re.compile(r"都|全部|所有|一并")


def is_receipt(text: str, *, is_quoting: bool = False) -> bool:
    """Tell whether a text is a receipt: it begins with a word such as 收到; to a quote any short answer will do."""
    plain = half_width(text).strip()
    if not plain or len(plain) > _LONGEST or _ASKS.search(plain):
        return False
    return is_quoting or _KNOWS.match(plain) is not None


def says_in_place(text: str) -> bool:
    """Tell whether a text says that its writer has taken a shift over: 接班了, 已到岗, 收到，接班."""
    return says_taken_over(text) and any(_IN_PLACE.fullmatch(each) for each in _clauses(text))


def says_taken_over(text: str) -> bool:
    """Tell whether every clause of a short answer says that, or is a receipt or a yes to being asked for it."""
    clauses = _clauses(text)
    return bool(clauses) and all(
        _IN_PLACE.fullmatch(each) or _RECEIVED_ALONE.fullmatch(each) or says_yes(each) for each in clauses
    )


def _clauses(text: str) -> list[str]:
    return [each for each in _CLAUSES.split(half_width(text)) if each] if len(text) <= _LONGEST else []


def is_for_all(text: str) -> bool:
    """Tell whether a receipt is meant for everything that was told."""
    return _ALL.search(text) is not None


def leading_receipt(text: str, end: int) -> int:
    """Return where a receipt of everything that stands alone before `end` is over; 0 when there is none."""
    found = _LEADING.match(text)
    return end if found and found.end() == end else 0
