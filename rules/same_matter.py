"""Tells whether two orders are one matter: by their place without the room, their category and the words they share."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property

from rules.claim_words import as_buildings, in_figures, pairs
from rules.half_width import half_width
from rules.rooms import public_address

# Shared character pairs among those of both texts (cosine of the two sets), at a place that is one building or point.
# Of 20,000 pairs of unrelated messages to a city five share as much.
ALIKE = 0.25
# Where the place is no more than an estate or a road, more must be shared.
ALIKE_IN_A_WIDE_PLACE = 0.40
# One citizen tells the same story in other words.
ALIKE_OF_ONE_CALLER = 0.15

_REGION = re.compile(
    r"^(?:北京市?)?(?:(?:东城|西城|朝阳|海淀|丰台|石景山|门头沟|房山|通州|顺义|昌平|大兴|怀柔|平谷|密云|延庆)区?"
    r"|[一-鿿]{2,3}区(?=[一-鿿]{2,5}?(?:街道|地区|乡|镇)))?(?:[一-鿿]{2,5}?(?:街道|地区|乡|镇)(?!政府))?"
)
_COMMUNITY = re.compile(r"^[一-鿿]{2,8}?社区(?:居委会)?(?=[一-鿿]{2,}.*[0-9一-鿿])")
_AROUND = re.compile(r"(?:附近|旁边?|门口|门前|楼前|楼下|楼内|院内|一带|周边|处|内)+$")
_SUFFIX = re.compile("小区|社区|居委会")
_POINT = re.compile(
    r"[0-9]|路口|[东西南北]门|公园|广场|市场|超市|学校|小学|中学|幼儿园|医院|车站|公厕|胡同|桥|工地|饭店|餐馆"
)
_ONE_BUILDING = re.compile(r"(?<![0-9])[0-9]{1,3}号楼.*$")
_NOT_TOLD = re.compile(r"[^0-9A-Za-z一-鿿]")
_AGAIN = re.compile(
    r"(?:再次|再度|又|多次|反复|第[二三四五六]次|重复)(?:来电|致电|打电话|反映|拨打|投诉|催)|催促|催办"
    r"|(?:仍|还|至今|一直|依然)(?:未|没|是没|无人|不)|(?:上次|之前|此前|前期|曾)(?:已)?(?:来电|致电|反映|投诉|拨打)"
)


@dataclass(frozen=True)
class Matter:
    """What tells an order apart: the key of its place, its category and its words; all may be missing."""

    place: str | None
    category: tuple[str, ...] = ()
    words: str = ""

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Return the pairs of characters of its words."""
        return pairs(self.words)


def place_key(address: str | None) -> str | None:
    """Return a place without region, room and ways to write it; None for what names no place of its own."""
    if not address:
        return None
    plain = part_of_key(address)
    return plain if re.search("[一-鿿]{2}", plain.replace("号楼", "")) and len(plain) >= 3 else None


def part_of_key(place: str) -> str:
    """Return a place as it stands in the keys of its buildings and points: 南柳小区 is 南柳 in 南柳6号楼."""
    plain = _NOT_TOLD.sub("", half_width(public_address(half_width(place))))
    plain = _REGION.sub("", plain, count=1)
    plain = _AROUND.sub("", _COMMUNITY.sub("", plain))
    return _SUFFIX.sub("", as_buildings(in_figures(plain))).upper()


def is_point(place: str | None) -> bool:
    """Tell whether the key of a place names one building or point, not a whole estate or road."""
    return bool(place) and _POINT.search(place or "") is not None


def building_of(place: str | None) -> str | None:
    """Return the key of a place when it is one building."""
    return place if place and _ONE_BUILDING.search(place) else None


def estate_of(place: str | None) -> str | None:
    """Return the key of the estate, court or road that a place lies in; a point without one is its own."""
    return _ONE_BUILDING.sub("", place) or place if place else None


def likeness(one: frozenset[str], other: frozenset[str], place: str | None = None) -> float:
    """Return how much two texts share of their pairs of characters, 0 to 1, not counting those of the place."""
    of_place = pairs(place or "")
    ours, theirs = one - of_place, other - of_place
    if not ours or not theirs:
        return 0.0
    return len(ours & theirs) / math.sqrt(len(ours) * len(theirs))


def is_same_matter(earlier: Matter, later: Matter, *, same_caller: bool = False) -> bool:
    """Tell whether the later order is about what the earlier one was about.

    Of one caller the places need not both be known, and words that say "again" count as the same matter.
    """
    if not same_caller and (earlier.place is None or later.place is None):
        return False
    if earlier.place and later.place and earlier.place != later.place:
        return False
    same_category = len(earlier.category) > 1 and earlier.category == later.category
    if same_category and (same_caller or is_point(later.place)):
        return True
    alike = likeness(earlier.pairs, later.pairs, later.place or earlier.place)
    if same_caller:
        return alike >= ALIKE_OF_ONE_CALLER or _AGAIN.search(later.words) is not None
    return alike >= (ALIKE if is_point(later.place) else ALIKE_IN_A_WIDE_PLACE)
