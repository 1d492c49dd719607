"""Reads whose orders are looked for: a whole phone, or a full name and perhaps a place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rules.caller_key import name_key, phone_key
from rules.half_width import half_width

_A_NAME_AND_A_PLACE = 2
_PHONE = re.compile(r"(?:联系)?(?:电话|手机号?|号码)\s*[:：]?\s*(?P<phone>[+(]?\d[\d\s()+.\-]*)")
_NAME = re.compile(r"(?:姓名|名字|诉求人|来电人|反映人)(?:\s*[:：]\s*|\s+)(?P<name>\S+)(?:\s+(?P<place>.+))?")


@dataclass(frozen=True)
class CallerSearch:
    """One of phone and name, in the form it is kept in; neither when a written `电话` or `姓名` has none behind it.

    `is_plain` tells that 电话 or 姓名 was written in front, so that it is a search for a citizen whatever it finds.
    """

    phone: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    place: str | None = None
    is_plain: bool = False

    @property
    def is_whole(self) -> bool:
        """Tell whether there is something to look for."""
        return bool(self.phone or self.name)


def searches_by_name_and_place(text: str) -> tuple[CallerSearch, ...]:
    """Return as what a bare name with a place beside it may be looked for: 欧阳晓月 青禾家园, in either order."""
    words = half_width(text).split()
    if len(words) < _A_NAME_AND_A_PLACE:
        return ()
    pairs = (words[0], " ".join(words[1:])), (words[-1], " ".join(words[:-1]))
    return tuple(CallerSearch(name=name, place=place) for each, place in pairs if (name := name_key(each)))


def read_caller_search(text: str) -> CallerSearch | None:
    """Read what stands behind /查; None when it can be no citizen's phone or name."""
    said = half_width(text).strip()
    if found := _PHONE.fullmatch(said):
        return CallerSearch(phone=phone_key(found["phone"]), is_plain=True)
    if found := _NAME.fullmatch(said):
        place = found["place"] and found["place"].strip()
        return CallerSearch(name=name_key(found["name"]), place=place, is_plain=True)
    if (phone := phone_key(said)) is not None:
        return CallerSearch(phone=phone)
    name = name_key(said)
    return CallerSearch(name=name) if name is not None else None
