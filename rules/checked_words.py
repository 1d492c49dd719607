"""Reads what an agent says of a phone check in plain words: 没打通, 对不上, 情况属实, or with its time first."""

from __future__ import annotations

import re

from rules.follow_up import NOT_REACHED, why_not_reached
from rules.half_width import half_width

_ENDS = r"(?=$|[\s,，、;；.。:：!！0-9])"
_SPOKEN = (
    ("不符", re.compile(rf"(?:情况|内容|信息|与实际)?(?:不属实|不符合?|不一致|对不上|有出入)了?{_ENDS}")),
    ("属实", re.compile(rf"(?:情况|内容|信息|核实|确认|都|均){{0,2}}(?:属实|是真的|对得上|无误)的?{_ENDS}")),
    ("未接通", NOT_REACHED),
    ("夜间", re.compile(rf"夜间{_ENDS}")),
)
_BEGIN = re.compile(r"[\s,、;:。.]*(?P<at>[0-9]{1,2}:[0-9]{2}(?![0-9:])\s*)?[\s,]*")


def in_plain_check(text: str) -> str:
    """Return what stands behind the number of a check as the command writes it: verdict, time, note; else as it is."""
    plain = half_width(text)
    begin = _BEGIN.match(plain)
    for verdict, said in _SPOKEN:
        if begin and (found := said.match(plain, begin.end())):
            behind = text[found.end() :].lstrip(" ,，、;；.。:：")
            at = (begin["at"] or "").strip()
            return " ".join(filter(None, [verdict, at, behind, why_not_reached(found[0])]))
    return text
