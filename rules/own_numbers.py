"""Tells the numbers that are of one order's own matter and of no list: 1、3、5单元, steps (1 已联系 2 已到现场)."""

from __future__ import annotations

import re
from itertools import pairwise

from rules.half_width import half_width

_JOINT = r"\s{0,2}(?:[、,和及与跟~到至]|-)\s{0,2}"
_THINGS = r"(?:号?楼|号(?=[院井电门泵桥线车库房机杆箱])|单元|[栋幢座层户室门排期梯组区])"
_OF_THINGS = re.compile(rf"(?<![0-9])[0-9]{{1,4}}(?:{_JOINT}[0-9]{{1,4}}){{1,20}}\s{{0,2}}{_THINGS}")
# What is done one after the other; a number followed by a measure begins no step.
_STEPS = tuple(
    re.compile(words)
    for words in (
        "联系|电话|沟通|告知",
        "现场|上门|查看|去看|勘[查察]|核实",
        "在[修换清办做]|正在|施工|维修|更换|处理中",
        "[修换弄做]好|修复|[修换清弄办做]完|处理完|解决|办结|完成|恢复|疏通|通了",
        "回访|满意|反馈",
    )
)
_SAID_DONE = 3
_IS_NOT = re.compile("没|未|不|无|别|还")
_NUMBER = re.compile(r"(?<![0-9.:])([0-9]{1,2})(?![0-9.:%]|\s?[点号日月年个件条户楼层单栋幢座次米分小天周人名])")
_MOST_STEPS = 9
# Letters of what may be said before the first: 收到，好的，知道了.
_OPENING = " ,，。、收到好的知道了"


def without_things(text: str) -> str:
    """Return `text` in half width with the numbers of several buildings, flats or floors as letters, no longer."""
    return _OF_THINGS.sub(lambda found: "某" * len(found[0]), half_width(text))


def are_steps(text: str) -> bool:
    """Tell whether `text` counts the steps of one order from 1, each further than the one before it.

    Two that end with a thing done may be two orders, as may any of which one says what is not.
    """
    plain = half_width(text).lstrip(_OPENING)
    numbers = list(_NUMBER.finditer(plain))
    if not 1 < len(numbers) <= _MOST_STEPS or numbers[0].start() > 0:
        return False
    if [int(each[1]) for each in numbers] != list(range(1, len(numbers) + 1)) or _IS_NOT.search(plain):
        return False
    ends = [*(each.start() for each in numbers[1:]), len(plain)]
    furthest = [_furthest(plain[each.end() : end]) for each, end in zip(numbers, ends, strict=True)]
    goes_on = all(one < other for one, other in pairwise(furthest))
    return furthest[0] >= 0 and goes_on and (len(numbers) > 2 or furthest[-1] < _SAID_DONE)


def _furthest(words: str) -> int:
    return max((place for place, step in enumerate(_STEPS) if step.search(words)), default=-1)
